namespace Sweeps.Tests.Lab;

/// <summary>Tests of a real Slurm; skipped, and said so, where none can be started.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SlurmTheoryAttribute : TheoryAttribute
{
    public SlurmTheoryAttribute() => Skip = SlurmLab.MissingReason;
}
