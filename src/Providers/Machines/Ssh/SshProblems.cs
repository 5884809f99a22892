using Scalewright.Profiles;
using Scalewright.Providers.Ssh.Carriers;

namespace Scalewright.Providers.Ssh;

internal static class SshProblems
{
    public const string Provider = "ssh";

    private static readonly ProblemCode Refused = new("SW4201", "ssh-refused");
    private static readonly ProblemCode Unreachable = new("SW4202", "ssh-unreachable");
    private static readonly ProblemCode UnknownName = new("SW4203", "ssh-host-not-found");
    private static readonly ProblemCode ChangedKey = new("SW4204", "ssh-host-key-changed");
    private static readonly ProblemCode UnknownKey = new("SW4205", "ssh-host-key-unknown");
    private static readonly ProblemCode LoginRefused = new("SW4206", "ssh-login-refused");
    private static readonly ProblemCode Busy = new("SW4207", "ssh-server-unavailable");
    private static readonly ProblemCode NoClient = new("SW4208", "ssh-client-not-found");
    private static readonly ProblemCode BadConfiguration = new("SW4209", "ssh-invalid-configuration");
    private static readonly ProblemCode NoHost = new("SW4210", "ssh-no-free-host");

    /// <summary>Returns true if the machine may become reachable without a change of the configuration.</summary>
    public static bool MayPass(Problem problem) => problem.Code == Refused || problem.Code == Unreachable || problem.Code == Busy;

    /// <summary>Returns true if the machine refused the login.</summary>
    public static bool IsRefusal(Problem problem) => problem.Code == LoginRefused;

    public static Problem ConnectionRefused(string where) =>
        new(Refused, $"{where} refused the connection: no SSH server listens on this port", "start the SSH server, or name its port");

    public static Problem NotReached(string where, string reason) =>
        new(Unreachable, $"{where} cannot be reached: {reason}", "check that the machine runs and that the network leads to it");

    public static Problem NoServer(string where, string reason) =>
        new(Unreachable, $"{where} answers, and this is not an SSH server: {reason}", "name the port of the SSH server");

    public static Problem NameUnknown(string where, string reason) =>
        new(UnknownName, $"the host name of {where} cannot be resolved: {reason}", "correct the name, or use the machine's address");

    public static Problem HostKeyChanged(string where, string known, string offered) =>
        new(
            ChangedKey,
            $"{where} shows another key than the known one: {offered} instead of {known}",
            "find out why before anything is sent to it; if the machine was reinstalled, replace its known key"
        );

    public static Problem HostKeyUnknown(string where, string offered) =>
        new(
            UnknownKey,
            $"the host key of {where} is unknown{(offered.Length > 0 ? $"; it presents {offered}" : "")}",
            "compare the key with that of the machine, then add it to HostKeys or to the known hosts file; use AcceptNew "
                + "only for machines that were just created"
        );

    public static Problem HostKeyRevoked(string where, string offered) =>
        new(
            UnknownKey,
            $"the host key of {where} is revoked{(offered.Length > 0 ? $"; it presents {offered}" : "")}",
            "find out why before anything is sent to it; give the machine a new key"
        );

    public static Problem KeyUnusable(string where, string path, Exception failure) =>
        new(
            BadConfiguration,
            $"the private key '{TextEscaping.Escape(path)}' for {where} cannot be used: {ExceptionText.From(failure)}",
            "name an existing key of type Ed25519, ECDSA or RSA, and its passphrase if it is encrypted"
        );

    public static Problem NotLoggedIn(string where, string keys, string reason) =>
        new(
            LoginRefused,
            $"{where} refused the login with the offered credentials{Keys(keys)}: {reason}",
            "check that the user exists and that its key, certificate or password is configured"
        );

    public static Problem TooManyKeys(string where, string keys) =>
        new(
            LoginRefused,
            $"{where} ended the login because too many keys were offered{Keys(keys)}",
            "name the right one (IdentityFile, with 'IdentitiesOnly yes' in the client's configuration)"
        );

    public static Problem ServerBusy(string where, string reason) =>
        new(
            Busy,
            $"{where} closed the connection before the login: {reason}",
            "try later, or let the server take more connections (MaxStartups)"
        );

    public static Problem ClientMissing(string program, string reason) =>
        new(NoClient, $"the SSH client '{TextEscaping.Escape(program)}' does not start: {reason}", "install OpenSSH's client, or name it");

    public static Problem Misconfigured(string where, string reason) =>
        new(BadConfiguration, $"the SSH client refuses its settings for {where}: {reason}", "correct the configuration or the options");

    public static Problem NoFreeHost(IReadOnlyList<string> whys)
    {
        const int Shown = 3;
        string reasons = string.Join("; ", whys.Take(Shown)) + (whys.Count > Shown ? $"; and {whys.Count - Shown} more" : "");
        return new(
            NoHost,
            $"no host of {whys.Count} is free: {reasons}",
            "name more hosts, or destroy clusters that are no longer needed; 'scalewright list --provider ssh "
                + "--host-file FILE' shows them"
        );
    }

    public static Problem Lacking(string where, string requirements) =>
        new(
            ProblemCode.OutOfRange,
            $"{where} does not meet the requirements of this fault; missing: {requirements}",
            "install it there, or log in as root or with sudo; or leave the fault out"
        );

    public static Problem HostNotFree(string host, string why) =>
        new(
            NoHost,
            $"the host '{TextEscaping.Escape(host)}' is not free: {why}",
            "check that it runs and whose it is, or give the node another name"
        );

    public static Problem NoName(string node) =>
        new(ProblemCode.InvalidName, $"'{TextEscaping.Escape(node)}' is not a host name", NameRules.Advice);

    public static Problem NoHostInFile(string source) =>
        new(ProblemCode.MissingField, "there are no hosts", "write a map of names and parameters") { Source = source, Field = "hosts" };

    public static Problem Lost(string reason) =>
        new(ProblemCode.ConnectionLost, reason, "connect again and check whether the call took effect before you retry it");

    public static Problem Talkative(int maxBytes) =>
        Fault(
            $"the login shell prints more than {maxBytes} bytes before a program starts",
            "let the files that it reads print nothing where there is no terminal"
        );

    public static Problem NothingStarted(int exitCode, string said) =>
        Fault(
            $"the login shell ended with {exitCode} before a program was started{(said.Length > 0 ? $": {said}" : "")}",
            "check that the user has a shell there and may start programs"
        );

    public static Problem Fault(string found, string advice) => new(ProblemCode.AgentCallFailed, found, advice);

    private static string Keys(string types) => types.Length > 0 ? $" (keys: {types})" : "";
}

/// <summary>Converts connection failures to exceptions for callers.</summary>
internal static class SshFaults
{
    /// <summary>Calls a machine. Converts connection failures to an <see cref="AgentException"/> of the node.</summary>
    /// <param name="hasEffect">True if the outcome of the call is unknown after the connection broke.</param>
    public static async Task<T> CallAsync<T>(string node, bool hasEffect, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (LoginException failure)
        {
            throw new AgentException(node, failure.Problem, failure) { IsTransient = SshProblems.MayPass(failure.Problem) };
        }
        catch (LinkDownException failure)
        {
            throw new AgentException(node, SshProblems.Lost(failure.Message), failure)
            {
                IsOutcomeUnknown = hasEffect && !failure.NothingRan,
            };
        }
    }
}
