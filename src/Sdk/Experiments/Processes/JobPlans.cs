using System.Security.Cryptography;
using Scalewright.Experiments.Runs;

namespace Scalewright.Experiments.Processes;

internal sealed class JobPlans(Experiment experiment, WorkMode work, long seed)
{
    private const int SecretDigits = 64;

#pragma warning disable SWA0037 // No one may predict it, whatever seed a run has.
    private readonly string _secret = RandomNumberGenerator.GetHexString(SecretDigits, lowercase: true);
#pragma warning restore SWA0037

    public BrokerPlan Broker =>
        new(
            RunSeed.Derive(seed, 1),
            [
                .. experiment.Job.Operators.Select(item => new InboxPlan(
                    item.Name,
                    item.Topic ?? "",
                    experiment.Job.GetPartitions(item) ?? 1,
                    item.Partitioning,
                    item.KeyCount,
                    item.Skew,
                    item.MaxParallelism,
                    item.BufferSize,
                    Readers(item).Length == 0
                )),
            ],
            experiment.Loads.ToDictionary(load => load.Name, load => load.Topic, StringComparer.Ordinal),
            _secret
        );

    public InstancePlan Create(JobOperator item, int index, long generation) =>
        new(
            new InstanceIdentity(item.Name, index, generation),
            item.CpuTimePerRecord,
            item.CpuTimeVariation,
            work == WorkMode.Compute,
            Readers(item)
                .ToDictionary(
                    reader => reader.Name,
                    reader => reader.Inputs.Where(input => input.From == item.Name).Sum(input => input.Ratio),
                    StringComparer.Ordinal
                ),
            RunSeed.Derive(RunSeed.Derive(seed, 2 + experiment.Job.IndexOf(item.Name)), (generation * item.MaxParallelism) + index)
        );

    private JobOperator[] Readers(JobOperator item) =>
        [.. experiment.Job.Operators.Where(other => other.Inputs.Any(input => input.From == item.Name))];
}
