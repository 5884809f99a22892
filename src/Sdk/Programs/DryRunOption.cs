using System.CommandLine;

namespace Scalewright.Programs;

/// <summary>Option that prevents a command from changing anything.</summary>
public static class DryRunOption
{
    public static Option<bool> Make() => new("--dry-run") { Description = "Print what would be done, without changing anything." };
}
