namespace Scalewright.Experiments.Processes;

/// <summary>Which instance speaks to the broker.</summary>
/// <param name="Operator">Its operator.</param>
/// <param name="Index">Its index, from 0.</param>
/// <param name="Generation">The generation that it was started in: an earlier one counts no more.</param>
internal sealed record InstanceTicket(string Operator, int Index, long Generation);
