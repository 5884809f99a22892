namespace Sweeps.Tests.Lab;

/// <summary>A test of a real Slurm; skipped, and said so, where none can be started.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SlurmFactAttribute : FactAttribute
{
    public SlurmFactAttribute() => Skip = SlurmLab.MissingReason;
}
