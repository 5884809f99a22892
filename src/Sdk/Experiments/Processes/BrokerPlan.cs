namespace Scalewright.Experiments.Processes;

/// <summary>A job as the broker keeps it.</summary>
/// <param name="Seed">The seed of the records' keys.</param>
/// <param name="Operators">Its operators, each after those that it reads from.</param>
/// <param name="Loads">Names of loads with the topic that each goes to.</param>
/// <param name="Secret">What workers must know, in hexadecimal digits.</param>
internal sealed record BrokerPlan(long Seed, IReadOnlyList<InboxPlan> Operators, IReadOnlyDictionary<string, string> Loads, string Secret);
