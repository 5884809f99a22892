namespace Scalewright.Providers.Vagrant;

internal static class VagrantProblems
{
    public const string Provider = "vagrant";

    private const int MaxText = 200;

    private static readonly ProblemCode Failure = new("SW4604", "vagrant-failed");

    public static Problem Failed(string verb, string message, string node = "") =>
        new(
            Failure,
            $"'vagrant {verb}' failed{(message.Length > 0 ? ": " : " and said nothing")}{Shorten(message)}",
            "fix what it reports, and try it again"
        )
        {
            Field = node,
        };

    public static Problem RecordFailure(string message, string node) =>
        new(
            Failure,
            $"the record of its VM cannot be read or written: {Shorten(message)}",
            "check the disk and the permissions of the folder of VMs, and try again"
        )
        {
            Field = node,
        };

    public static Problem Late(string verb, TimeSpan after, string node = "") =>
        new(ProblemCode.ProviderUnavailable, $"'vagrant {verb}' did not end in {after}", "see what it waits for, or give it more time")
        {
            Field = node,
        };

    public static Problem NoProgram(string program, string reason) =>
        new(
            Failure,
            $"'{TextEscaping.Escape(program)}' cannot be run: {TextEscaping.Escape(reason)}",
            "install Vagrant, or name its program"
        );

    public static Problem Unreadable(string source, string found) =>
        new(
            ProblemCode.ProviderContractViolation,
            $"{source} cannot be read: {Shorten(found)}",
            "check that it is Vagrant 2 that answers, and that no other program writes into the folder"
        );

    public static Problem NoAddress(string node, string network) =>
        new(
            ProblemCode.InsufficientCapacity,
            $"all addresses of {network} are in use",
            "choose a larger network, or remove nodes that are no longer needed"
        )
        {
            Field = node,
        };

    public static Problem NotFound(string node) =>
        new(ProblemCode.ResourceNotFound, "its VM no longer exists", "check what exists and plan again") { Field = node };

    public static Problem NotReached(string node, string reason) =>
        new(ProblemCode.ConnectionLost, reason, "wait until it is ready, or repair the cluster") { Field = node };

    public static Problem NoTransport(string node) =>
        new(
            ProblemCode.ConnectionLost,
            "no transport to VMs is configured",
            "set VagrantOptions.TransportFactory, for example with Scalewright.Providers.Ssh"
        )
        {
            Field = node,
        };

    public static Problem NoFolder(string folder, string message) =>
        new(Failure, $"'{TextEscaping.Escape(folder)}' cannot be made there: {Shorten(message)}", "choose another folder of that machine");

    /// <summary>Creates the exception for a Vagrant host that does not respond.</summary>
    public static ProviderException Lost(ScalewrightException lost) =>
        Exception(lost.Problems[0], mayRetry: lost is not AgentException { IsTransient: false }, lost);

    public static Problem Held(string folder, TimeSpan after) =>
        new(
            ProblemCode.ProviderUnavailable,
            $"another program holds '{TextEscaping.Escape(folder)}' for longer than {after}",
            "see what it waits for, or give it more time"
        );

    public static ProviderException Exception(Problem problem, bool mayRetry = false, Exception? inner = null) =>
        new(Provider, [problem], inner) { IsTransient = mayRetry };

    // Returns the start of the text on one line. Vagrant's messages start with the failure, followed by advice.
    private static string Shorten(string text)
    {
        string line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return TextEscaping.Escape(line.Length > MaxText ? $"{line[..MaxText]}…" : line);
    }
}
