"""Words common in official titles, so that no line of a title tears one apart. Not a dictionary, and no rule."""

from __future__ import annotations

BEGINNING = tuple(
    "关于 切实 扎实 全面 全力 深入 持续 有序 有效 积极 大力 进一步 着力 加快 加强 推进 推动 "  # noqa: SIM905 - a list of words reads best as text
    "开展 召开 举行 举办 组织 部署 落实 强化 筑牢 守牢 守住 守护 严守 打造 构建 建立 健全 完善 "
    "提升 提高 抓好 抓实 做好 防范 遏制 化解 整治 排查 检查 督导 调研 助力 护航 赋能 聚焦 聚力 "
    "紧盯 牢牢 坚决 坚持 坚守 压实 夯实 确保 保障 促进 实现 迎接 启动 印发 发布 通报 贯彻 学习 "
    "宣传 全力以赴 联合开展 并 和 与 及 暨 在 为 向 以 对 从 由 让 把 将".split()
)
"""Words that a line begins well with."""

OPEN = ("关于", *"并和与及暨在为向以对从由让把将")
"""Words that a line doesn't end with: what they open must follow."""

ENDING = tuple("的了等时后前中")
"""Words that a line ends well with, and doesn't begin with."""

COMMON = tuple(
    "安全 生产 安全生产 工作 会议 应急 管理 企业 消防 防汛 抗旱 专项 行动 隐患 整改 风险 责任 "  # noqa: SIM905 - the same
    "培训 演练 督查 调度 问题 情况 重点 领域 行业 部门 单位 街道 社区 乡镇 农村 城市 建设 发展 "
    "改革 服务 群众 干部 党员 基层 治理 体系 能力 水平 机制 制度 措施 方案 通知 意见 报告 总结 "
    "讲话 精神 活动 中心 基地 园区 项目 工程 道路 交通 运输 危险 化学品 危险化学品 燃气 建筑 "
    "施工 森林 防火 灭火 救援 队伍 物资 储备 监测 预警 信息 平台 网格 教育 全国 全省 全市 全区 "
    "全县 一季度 二季度 三季度 四季度 上半年 下半年 委员会 办公室 指挥部 公安局 管理局 监督局 "
    "应急局 人民 政府 市委 区委 县委 书记 市长 县长 区长 负责 主要 领导 同志 代表 大会 座谈会 "
    "工作会 调度会 推进会 现场会 动员会 总结会 电视电话 经济 社会 社会主义 新时代 中国特色 习近平 "
    "主题教育 质量 高质量 防线 底线 红线 生命线 防护网 责任制 新局面 新成效 第一 综合 执法 联合 "
    "监管 监督 攻坚 百日 清零 清单 台账 闭环 销号 大检查 重大 事故 自然 灾害 汛期 节日 期间 "
    "冬春 夏季 冬季 任务 年度 季度 消防救援大队 消防救援支队 消防救援 大队 支队 交通警察".split()
)
"""Words inside which no line ends."""
