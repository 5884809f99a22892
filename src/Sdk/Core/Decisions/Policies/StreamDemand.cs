namespace Scalewright.Decisions.Policies;

/// <summary>Demand of a stream graph on one operator.</summary>
/// <param name="Name">Name of the operator.</param>
/// <param name="TargetRate">Records per second to process.</param>
/// <param name="CatchUpRate">Additional records per second to reduce the lag of the sources.</param>
/// <param name="TrueRate">Maximum processing rate in records per second; not a number if unknown.</param>
/// <param name="Proposal">Proposal of the scaling rule.</param>
public sealed record StreamDemand(string Name, double TargetRate, double CatchUpRate, double TrueRate, StreamProposal Proposal);
