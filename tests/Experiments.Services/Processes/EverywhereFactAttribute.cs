using Ssh.Tests.Lab;
using Sweeps.Tests.Lab;

namespace Experiments.Services.Tests.Processes;

/// <summary>A test that needs machines behind SSH servers and a Slurm: skipped, visibly, where one of them cannot be had.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class EverywhereFactAttribute : FactAttribute
{
    public EverywhereFactAttribute() => Skip = SshLab.ReasonWithout("") ?? SlurmLab.MissingReason;
}
