namespace Scalewright.Providers.Ssh.Masters;

/// <summary>The machines to pass on the way to another, each passed by a client of our own: with the key, the known keys and the strictness of the options, and never with the
/// password, which is the target's. What a client says is kept apart, so that a way that does not come about is told of the machine where it ended.</summary>
/// <param name="options">How machines are reached.</param>
/// <param name="control">The begin of the names of its files, in a private folder.</param>
internal sealed class JumpChain(SshOptions options, string control)
{
    // Clients that ssh starts have its environment, and with that the way to ask for the password.
    private const string Begin = "#!/bin/sh\nunset SSH_ASKPASS SSH_ASKPASS_REQUIRE\n";

    /// <summary>The settings of the client that logs in to the target.</summary>
    public IEnumerable<(string Name, string Value)> Settings => options.JumpHosts.Count == 0 ? [] : [("ProxyCommand", CommandOf(options.JumpHosts.Count - 1))];

    /// <summary>Writes down how each machine is passed.</summary>
    public void Write()
    {
        for (int index = 0; index < options.JumpHosts.Count; index++)
        {
            string[] words = [options.Program, .. ArgumentsOf(index)];
            PrivateFiles.Write(PathOf(index), $"{Begin}exec {ShellQuote.Join(words.ToValueList())} -W \"[$1]:$2\" -- {ShellQuote.Quote(HostOf(index).Host)}\n", isProgram: true);
        }
    }

    public void Delete()
    {
        for (int index = 0; index < options.JumpHosts.Count; index++)
        {
            File.Delete(PathOf(index));
            File.Delete(LogOf(index));
        }
    }

    /// <summary>Why the way ended before the target, and whether it may be tried again; null: it did not.</summary>
    public (Problem Problem, bool MayRetry)? Describe(string target)
    {
        for (int index = 0; index < options.JumpHosts.Count; index++)
        {
            string text = LoginFailure.Read(LogOf(index));
            string jump = $"{options.JumpHosts[index]} on the way to {target}";
            string next = index + 1 < options.JumpHosts.Count ? $"{options.JumpHosts[index + 1]} on the way to {target}" : target;
            if (LoginFailure.FindForwarding(next, options.JumpHosts[index], text) is { } refused)
            {
                return (refused, false);
            }

            if (LoginFailure.Find(jump, text) is { } failure)
            {
                return failure;
            }
        }

        return null;
    }

    private IEnumerable<string> ArgumentsOf(int index)
    {
        NodeAddress jump = HostOf(index);
        yield return "-T";
        foreach ((string name, string value) in new[]
        {
            ("-S", "none"), ("-E", LogOf(index)), ("-F", options.ConfigFile), ("-i", options.IdentityFile), ("-l", jump.User),
            ("-p", jump.Port > 0 ? jump.Port.ToString(CultureInfo.InvariantCulture) : ""),
        })
        {
            if (value.Length > 0)
            {
                yield return name;
                yield return value;
            }
        }

        IEnumerable<(string, string)> own = [("BatchMode", "yes"), ("ConnectTimeout", PatienceOf(index)), .. index > 0 ? [("ProxyCommand", CommandOf(index - 1))] : Array.Empty<(string, string)>()];
        foreach ((string name, string value) in own.Concat(MasterArguments.Login(options, jump, "")))
        {
            yield return "-o";
            yield return $"{name}={value}";
        }
    }

    // ssh_config(5): run by the user's shell with an exec before it; tokens stand for what ssh has checked.
    private string CommandOf(int index) => $"sh {ShellQuote.Quote(PathOf(index)).Replace("%", "%%", StringComparison.Ordinal)} %h %p";

    // Those nearer give up before those behind them, and all before the target's client: who was not reached is then told by the one that tried.
    private string PatienceOf(int index) =>
        Math.Max(1, (int)(options.ConnectDeadline.TotalSeconds * (index + 1) / (options.JumpHosts.Count + 1))).ToString(CultureInfo.InvariantCulture);

    private NodeAddress HostOf(int index) => AddressRules.ParseJump(options.JumpHosts[index]);

    private string PathOf(int index) => string.Create(CultureInfo.InvariantCulture, $"{control}.jump{index}");

    private string LogOf(int index) => $"{PathOf(index)}.log";
}
