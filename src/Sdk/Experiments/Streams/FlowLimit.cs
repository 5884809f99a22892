namespace Scalewright.Experiments.Streams;

/// <summary>A bound of what several operators use together: the cores of a task manager or of a machine.</summary>
/// <param name="Operators">Indices of the operators.</param>
/// <param name="Uses">Cores that each of them uses for a record a second.</param>
/// <param name="Peaks">Cores that the busiest instance of each of them, here, uses for a record a second of the operator.</param>
/// <param name="Most">The cores there are.</param>
internal sealed record FlowLimit(int[] Operators, double[] Uses, double[] Peaks, double Most);
