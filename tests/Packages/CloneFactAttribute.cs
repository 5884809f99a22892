using System.ComponentModel;
using Tests.Shared;

namespace Packages.Tests;

/// <summary>A test that clones the repository; skipped where there is no git, or nothing that it can clone.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CloneFactAttribute : FactAttribute
{
    private static readonly string? MissingReason = FindMissing();

    public CloneFactAttribute() => Skip = MissingReason;

    private static string? FindMissing()
    {
        if (!Path.Exists(Repository.At(".git")))
        {
            return "the sources are no clone: there is no .git";
        }

        try
        {
            CommandResult commit = Command.Run(
                "git", Repository.Root, new Dictionary<string, string>(), "rev-parse", "--verify", "HEAD");
            return commit.ExitCode == 0 ? null : $"git finds no commit: {commit.Text}";
        }
        catch (Win32Exception)
        {
            return "needs the program git";
        }
    }
}
