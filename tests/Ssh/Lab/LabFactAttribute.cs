namespace Ssh.Tests.Lab;

/// <summary>A test that logs in to machines of its own: skipped, visibly, where they cannot be made.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LabFactAttribute : FactAttribute
{
    /// <summary>Such a test.</summary>
    /// <param name="program">A program of the path that it needs besides; empty: none.</param>
    public LabFactAttribute(string program = "") => (Program, Skip) = (program, SshLab.ReasonWithout(program));

    public string Program { get; }
}
