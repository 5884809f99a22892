using Scalewright.Experiments.Streams;

namespace Scalewright.Experiments.Processes;

/// <summary>What waits before an operator, and how it is shared out.</summary>
/// <param name="Operator">The operator.</param>
/// <param name="Topic">The topic that fills it; empty: other operators do.</param>
/// <param name="Partitions">Parts of that topic.</param>
/// <param name="Share">Which instance takes a record.</param>
/// <param name="Keys">Different keys.</param>
/// <param name="Skew">Exponent of Zipf's law.</param>
/// <param name="KeyGroups">The most instances there can be.</param>
/// <param name="Buffer">Records that may wait before one instance, when operators fill it.</param>
/// <param name="IsLast">Whether nobody reads what the operator writes.</param>
internal sealed record InboxPlan(string Operator, string Topic, int Partitions, ShareRule Share, int Keys, double Skew, int KeyGroups, int Buffer, bool IsLast);
