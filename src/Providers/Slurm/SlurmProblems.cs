using System.Globalization;
using Scalewright.Agents;

namespace Scalewright.Providers.Slurm;

internal static class SlurmProblems
{
    private const string Provider = "slurm";
    private static readonly ProblemCode Refusal = new("SW4401", "slurm-refused");
    private static readonly ProblemCode Missing = new("SW4402", "slurm-command-missing");

    // What Slurm's commands say of a controller that does not answer now.
    private static readonly string[] Outages = ["Unable to contact slurm controller", "Socket timed out", "Connection refused", "Zero Bytes were transmitted", "temporarily"];

    public static ProviderException NoCommand(string command, IOException reason) => new(
        Provider, [new Problem(Missing, $"'{command}' cannot be run: {Printable.Escape(reason.Message)}", "install Slurm's commands, or give a connection to a login node")], reason);

    public static ProviderException Late(string command, TimeSpan limit) => new(
        Provider, [new Problem(ProblemCode.UnknownOutcome, string.Create(CultureInfo.InvariantCulture, $"'{command}' did not answer within {limit.TotalSeconds:0} s"), "look whether it took effect before it is repeated")])
    {
        MayRetry = true,
        OutcomeIsUnknown = true,
    };

    public static ProviderException Unreadable(string command, string said) => new(
        Provider, [new Problem(ProblemCode.ProviderNonsense, $"'{command}' said '{Printable.Escape(said)}'", "see that it is Slurm's own command")]);

    public static ProviderException Failed(string command, CommandResult result)
    {
        string said = result.Error.Trim();
        bool isOutage = Outages.Any(outage => said.Contains(outage, StringComparison.OrdinalIgnoreCase));
        string found = string.Create(CultureInfo.InvariantCulture, $"'{command}' ended with {result.ExitCode}: {Printable.Escape(said.Split('\n')[^1])}");
        return new ProviderException(Provider, [isOutage
            ? new Problem(ProblemCode.ProviderBusy, found, "see that slurmctld runs and can be reached")
            : new Problem(Refusal, found, "ask for what the cluster has; 'sinfo' shows its partitions")])
        {
            MayRetry = isOutage,
            OutcomeIsUnknown = isOutage,
        };
    }
}
