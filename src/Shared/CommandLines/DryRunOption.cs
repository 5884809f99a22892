using System.CommandLine;

namespace Scalewright.CommandLines;

/// <summary>The option with which a verb changes nothing.</summary>
internal static class DryRunOption
{
    public static Option<bool> Make() => new("--dry-run") { Description = "Change nothing; print what would be done." };
}
