namespace Ssh.Tests.Lab;

/// <summary>A test that logs in to machines of its own: skipped, visibly, where they cannot be made.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LabFactAttribute : FactAttribute
{
    public LabFactAttribute() => Skip = SshLab.MissingReason;
}
