using System.Security.Cryptography;
using Scalewright.Experiments.Runs;

namespace Scalewright.Experiments.Processes;

/// <summary>Creates the plans of the broker and of the instances of a job, which agents receive.</summary>
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
                .. experiment.Job.Operators.Select(jobOperator => new InboxPlan(
                    jobOperator.Name,
                    jobOperator.Topic ?? "",
                    experiment.Job.GetPartitions(jobOperator) ?? 1,
                    jobOperator.Partitioning,
                    jobOperator.KeyCount,
                    jobOperator.Skew,
                    jobOperator.MaxParallelism,
                    jobOperator.BufferSize,
                    Readers(jobOperator).Length == 0
                )),
            ],
            experiment.Loads.ToDictionary(load => load.Name, load => load.Topic, StringComparer.Ordinal),
            _secret
        );

    public InstancePlan Create(JobOperator jobOperator, int index, long generation) =>
        new(
            new InstanceIdentity(jobOperator.Name, index, generation),
            jobOperator.CpuTimePerRecord,
            jobOperator.CpuTimeVariation,
            work == WorkMode.Compute,
            Readers(jobOperator)
                .ToDictionary(
                    reader => reader.Name,
                    reader => reader.Inputs.Where(input => input.From == jobOperator.Name).Sum(input => input.Ratio),
                    StringComparer.Ordinal
                ),
            RunSeed.Derive(
                RunSeed.Derive(seed, 2 + experiment.Job.IndexOf(jobOperator.Name)),
                (generation * jobOperator.MaxParallelism) + index
            )
        );

    private JobOperator[] Readers(JobOperator jobOperator) =>
        [.. experiment.Job.Operators.Where(consumer => consumer.Inputs.Any(input => input.From == jobOperator.Name))];
}
