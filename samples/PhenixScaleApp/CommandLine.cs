using PhenixScaleApp.Compat;
using PhenixScaleApp.Corrected;

namespace PhenixScaleApp;

/// <summary>What the command line asks for.</summary>
/// <param name="Stage">One of <see cref="Stages"/>; empty when none was named.</param>
/// <param name="DryRun">Nothing outside of the machine is touched.</param>
/// <param name="Compat">Behave as the reference does, to the byte.</param>
internal sealed record CommandLine(string Stage, bool DryRun, bool Compat)
{
    /// <summary>The option that asks for help.</summary>
    public const string HelpOption = "--help";

    /// <summary>The option that asks for the version.</summary>
    public const string VersionOption = "--version";

    /// <summary>How the app is called.</summary>
    public const string Usage = "usage: phenix-app-scale [-h] [--version] [--dry-run] [--compat] [--verify] {configure,pre-start,post-start,running,cleanup}";

    private const string CompatOption = "--compat";
    private const string DryRunOption = "--dry-run";
    private const string PostStart = "post-start";
    private const string VerifyOption = "--verify";

    /// <summary>The options in their long form.</summary>
    public static IReadOnlyList<string> Options { get; } =
        [DryRunOption, CompatOption, HelpOption, VerifyOption, VersionOption];

    /// <summary>The stages of an experiment, in order.</summary>
    public static IReadOnlyList<string> Stages { get; } = ["configure", "pre-start", PostStart, "running", "cleanup"];

    /// <summary>True when the containers are to be checked from inside once their commands are handed over.</summary>
    public bool Verify { get; private init; }

    /// <summary>True when nothing but the version is asked for.</summary>
    public bool ShowsVersion { get; private init; }

    /// <summary>True when nothing but the usage is asked for.</summary>
    public bool ShowsHelp { get; private init; }

    /// <summary>Why the containers cannot be checked as this asks for; empty when they can, or need not.</summary>
    public string VerifyMistake => (Verify, Stage) switch
    {
        (false, _) => "",
        (_, not PostStart) => $"not allowed with {Stage}, only with {PostStart}",
        _ when Compat => $"not allowed with {CompatOption}",
        _ when DryRun => "not allowed with a dry run",
        _ => "",
    };

    /// <summary>Reads the command line and the two variables that stand for options.</summary>
    /// <param name="host">Arguments and environment.</param>
    /// <returns>The command, and all that is wrong with it: none when it can be run.</returns>
    /// <remarks>An option may be cut short with <c>--compat</c> alone, as the reference has it.</remarks>
    public static (CommandLine Command, IReadOnlyList<string> Mistakes) Parse(AppHost host)
    {
        bool isCompat = host.Variable("SCALEWRIGHT_COMPAT") == "1" || host.Args.Contains(CompatOption);
        CommandLine command = new("", host.Variable("PHENIX_DRYRUN") == "true", isCompat);
        return isCompat ? CompatArguments.Read(command, host.Args) : CorrectedArguments.Read(command, host.Args);
    }

    /// <summary>This command with an option.</summary>
    /// <param name="option">One of <see cref="Options"/>.</param>
    public CommandLine With(string option) => option switch
    {
        DryRunOption => this with { DryRun = true },
        CompatOption => this with { Compat = true },
        VerifyOption => this with { Verify = true },
        VersionOption => this with { ShowsVersion = true },
        _ => this with { ShowsHelp = true },
    };
}
