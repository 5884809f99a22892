using System.CommandLine;

namespace Scalewright.Programs;

/// <summary>The option with which a verb changes nothing.</summary>
public static class DryRunOption
{
    public static Option<bool> Make() => new("--dry-run") { Description = "Change nothing; print what would be done." };
}
