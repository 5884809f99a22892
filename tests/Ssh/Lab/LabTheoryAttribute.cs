namespace Ssh.Tests.Lab;

/// <summary>Tests that log in to machines of their own: skipped, visibly, where they cannot be made.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LabTheoryAttribute : TheoryAttribute
{
    /// <summary>Such a test.</summary>
    /// <param name="program">A program of the path that it needs besides; empty: none.</param>
    public LabTheoryAttribute(string program = "") => (Program, Skip) = (program, SshLab.ReasonWithout(program));

    public string Program { get; }
}
