using PhenixScaleApp.Compat;
using PhenixScaleApp.Corrected;

namespace PhenixScaleApp;

/// <summary>The parsed command line.</summary>
/// <param name="Stage">One of <see cref="Stages"/>; empty if it is missing.</param>
/// <param name="DryRun">True to change nothing outside of this machine.</param>
/// <param name="Compat">True to behave exactly like the reference.</param>
internal sealed record CommandLine(string Stage, bool DryRun, bool Compat)
{
    public const string HelpOption = "--help";

    public const string VersionOption = "--version";

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

    /// <summary>True to verify the containers from inside after their commands have been sent.</summary>
    public bool Verify { get; private init; }

    /// <summary>True if only the version is requested.</summary>
    public bool ShowsVersion { get; private init; }

    /// <summary>True if only the usage is requested.</summary>
    public bool ShowsHelp { get; private init; }

    /// <summary>Reason why the requested verification is not possible; empty if possible or not requested.</summary>
    public string VerifyMistake => (Verify, Stage) switch
    {
        (false, _) => "",
        (_, not PostStart) => $"not allowed with {Stage}, only with {PostStart}",
        _ when Compat => $"not allowed with {CompatOption}",
        _ when DryRun => "not allowed with a dry run",
        _ => "",
    };

    /// <summary>Reads the command line and the two environment variables that set options.</summary>
    /// <param name="host">Arguments and environment.</param>
    /// <returns>The command, and all mistakes; empty if the command is valid.</returns>
    /// <remarks>Abbreviated options are accepted only with <c>--compat</c>, as in the reference.</remarks>
    public static (CommandLine Command, IReadOnlyList<string> Mistakes) Parse(AppHost host)
    {
        bool isCompat = host.Variable("SCALEWRIGHT_COMPAT") == "1" || host.Args.Contains(CompatOption);
        CommandLine command = new("", host.Variable("PHENIX_DRYRUN") == "true", isCompat);
        return isCompat ? CompatArguments.Read(command, host.Args) : CorrectedArguments.Read(command, host.Args);
    }

    /// <summary>Returns this command with an additional option.</summary>
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
