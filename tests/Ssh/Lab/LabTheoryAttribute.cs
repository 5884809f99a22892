namespace Ssh.Tests.Lab;

/// <summary>Tests that log in to machines of their own: skipped, visibly, where they cannot be made.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LabTheoryAttribute : TheoryAttribute
{
    public LabTheoryAttribute() => Skip = SshLab.MissingReason;
}
