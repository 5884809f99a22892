namespace Scalewright.Decisions.Policies;

/// <summary>What a stream graph asks of one operator.</summary>
/// <param name="Name">The operator's name.</param>
/// <param name="TargetRate">Records a second it shall process.</param>
/// <param name="CatchUpRate">Records a second on top, to work off what waits at the sources.</param>
/// <param name="TrueRate">Records a second it could process; not a number when nobody knows.</param>
/// <param name="Proposal">What the rule says of it.</param>
public sealed record StreamDemand(string Name, double TargetRate, double CatchUpRate, double TrueRate, StreamProposal Proposal);
