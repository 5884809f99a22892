namespace Scalewright.Experiments.Processes;

/// <summary>Records of an operator that one instance did.</summary>
/// <param name="Index">Its index, from 0.</param>
/// <param name="Generation">The generation that it was started in.</param>
/// <param name="Done">How many the broker took as done.</param>
internal sealed record InstanceShare(int Index, long Generation, long Done);
