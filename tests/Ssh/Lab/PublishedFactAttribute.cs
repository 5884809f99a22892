namespace Ssh.Tests.Lab;

/// <summary>A test of a program as it is published, on machines of its own: skipped, visibly, where no variable names one. <c>.ci/run</c> publishes and names them.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PublishedFactAttribute : FactAttribute
{
    /// <summary>The ready-made agent, published by Native AOT.</summary>
    public const string Agent = "SCALEWRIGHT_AGENT";

    /// <summary>The sample ThreePlaces, published as one file with its runtime.</summary>
    public const string OneFile = "SCALEWRIGHT_ONE_FILE";

    /// <summary>Such a test.</summary>
    /// <param name="variable">The environment variable that names the published program.</param>
    public PublishedFactAttribute(string variable) => (Variable, Skip) = (variable, SshLab.MissingReason ?? (PathIn(variable).Length > 0 ? null : $"{variable} names no published program"));

    public string Variable { get; }

    /// <summary>The program that a variable names; empty: none.</summary>
    public static string PathIn(string variable) => Environment.GetEnvironmentVariable(variable) ?? "";
}
