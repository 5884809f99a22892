using System.Runtime.Versioning;

namespace Scalewright.Providers.Ssh.Carriers.OpenSsh;

/// <summary>
/// Chain of jump hosts. A separate client connects to each jump host with the key, known hosts and key policy of the
/// options, but never with the password, which belongs to the target. The output of each client is stored separately,
/// so that a failure is attributed to the right machine.
/// </summary>
/// <param name="control">Prefix of its file names, in a private folder.</param>
[SupportedOSPlatform("linux")]
internal sealed class JumpChain(SshClientOptions options, string control)
{
    // Clients started by ssh inherit its environment, including the settings of the password prompt.
    private const string Header = "#!/bin/sh\nunset SSH_ASKPASS SSH_ASKPASS_REQUIRE\n";

    /// <summary>Settings of the client that logs in to the target.</summary>
    public IEnumerable<(string Name, string Value)> Settings =>
        options.JumpHosts.Count == 0 ? [] : [("ProxyCommand", GetCommand(options.JumpHosts.Count - 1))];

    /// <summary>Writes the scripts that connect through the jump hosts.</summary>
    public void Write()
    {
        for (int index = 0; index < options.JumpHosts.Count; index++)
        {
            string[] arguments = [options.ClientPath, .. GetArguments(index)];
            PrivateFiles.Write(
                GetPath(index),
                $"{Header}exec {ShellQuote.Join(arguments.ToValueList())} -W \"[$1]:$2\" -- "
                    + $"{ShellQuote.Quote(GetHost(index).Host)}\n",
                isProgram: true
            );
        }
    }

    public void Delete()
    {
        for (int index = 0; index < options.JumpHosts.Count; index++)
        {
            File.Delete(GetPath(index));
            File.Delete(GetLogPath(index));
        }
    }

    /// <summary>Returns the problem of a jump host; null if no jump host failed.</summary>
    public LoginProblem? Describe(string target)
    {
        for (int index = 0; index < options.JumpHosts.Count; index++)
        {
            string text = LoginFailure.Read(GetLogPath(index));
            string location = $"{options.JumpHosts[index]} on the way to {target}";
            string next = index + 1 < options.JumpHosts.Count ? $"{options.JumpHosts[index + 1]} on the way to {target}" : target;
            LoginProblem? problem = LoginFailure.FindForwarding(next, options.JumpHosts[index], text) ?? LoginFailure.Find(location, text);
            if (problem is not null)
            {
                return problem;
            }
        }

        return null;
    }

    private IEnumerable<string> GetArguments(int index) =>
        [
            "-T",
            .. GetFlags(index).Where(flag => flag.Value.Length > 0).SelectMany(flag => (string[])[flag.Name, flag.Value]),
            .. GetSettings(index).SelectMany(setting => (string[])["-o", $"{setting.Name}={setting.Value}"]),
        ];

    private (string Name, string Value)[] GetFlags(int index)
    {
        NodeAddress address = GetHost(index);
        return
        [
            ("-S", "none"),
            ("-E", GetLogPath(index)),
            ("-F", options.ConfigFile),
            ("-i", options.IdentityFile),
            ("-l", address.User),
            ("-p", address.Port > 0 ? address.Port.ToString(CultureInfo.InvariantCulture) : ""),
        ];
    }

    private List<(string Name, string Value)> GetSettings(int index)
    {
        List<(string Name, string Value)> settings = [("BatchMode", "yes"), ("ConnectTimeout", GetConnectTimeout(index))];
        if (index > 0)
        {
            settings.Add(("ProxyCommand", GetCommand(index - 1)));
        }

        settings.AddRange(MasterArguments.Login(options, GetHost(index), ""));
        return settings;
    }

    // ssh_config(5): the user's shell runs the command with exec. Tokens are replaced by values that ssh has checked.
    private string GetCommand(int index) => $"sh {ShellQuote.Quote(GetPath(index)).Replace("%", "%%", StringComparison.Ordinal)} %h %p";

    // Each jump host has a shorter timeout than the next one, and the target has the longest, so that the failure is
    // reported for the machine that caused it.
    private string GetConnectTimeout(int index) =>
        Math.Max(1, (int)(options.ConnectTimeout.TotalSeconds * (index + 1) / (options.JumpHosts.Count + 1)))
            .ToString(CultureInfo.InvariantCulture);

    private NodeAddress GetHost(int index) => AddressRules.ParseJump(options.JumpHosts[index]);

    private string GetPath(int index) => string.Create(CultureInfo.InvariantCulture, $"{control}.jump{index}");

    private string GetLogPath(int index) => $"{GetPath(index)}.log";
}
