using Scalewright;
using Scalewright.Agents;
using Scalewright.Agents.Services;
using Scalewright.Providers;
using Scalewright.Providers.Local;
using Scalewright.Providers.Simulation;
using Scalewright.Providers.Ssh;

namespace ThreePlaces;

/// <summary>The place that the arguments name.</summary>
internal static class Places
{
    private static readonly string[] Settings = ["agent", "folder", "ssh", "config", "identity", "known-hosts"];

    /// <exception cref="ArgumentException">They name none.</exception>
    public static IProvider Open(string[] args, ServiceSet services) => args switch
    {
        ["simulation"] => new SimulationProvider { Seed = 42, Options = new SimulationOptions { Services = services } },
        ["local"] => new LocalProvider(new LocalProviderOptions { Isolation = LocalIsolation.Processes, Services = services }),
        ["ssh", var file, .. var settings] => SshProvider.FromFile(file, OptionsOf(settings)),
        _ => throw new ArgumentException("Name a place: 'simulation', 'local', or 'ssh HOSTS.json [agent=PROGRAM] [folder=DIR] [ssh=PROGRAM] [config=FILE] [identity=FILE] [known-hosts=FILE]'."),
    };

    /// <exception cref="ArgumentException">A setting is none, has no value or stands twice; all that are wrong are named.</exception>
    private static Dictionary<string, string> Read(string[] settings)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        List<string> problems = [];
        foreach (string[] parts in settings.Select(setting => setting.Split('=', 2)))
        {
            string name = Printable.Escape(parts[0]);
            problems.AddRange(
                !Settings.Contains(parts[0], StringComparer.Ordinal) ? [$"'{name}' is no setting; use {string.Join(", ", Settings)}"]
                : parts is not [_, { Length: > 0 } value] ? [$"'{name}' has no value; write {name}=VALUE"]
                : !values.TryAdd(parts[0], value) ? [$"'{name}' stands twice; write it once"]
                : Array.Empty<string>());
        }

        return problems.Count == 0 ? values : throw new ArgumentException(string.Join('\n', problems));
    }

    private static SshProviderOptions OptionsOf(string[] settings)
    {
        Dictionary<string, string> values = Read(settings);
        AgentDeploymentOptions agent = new();
        SshOptions ssh = new();
        return new SshProviderOptions
        {
            Folder = values.GetValueOrDefault("folder", ""),
            Agent = agent with { Program = values.GetValueOrDefault("agent", agent.Program) },
            Ssh = ssh with
            {
                Program = values.GetValueOrDefault("ssh", ssh.Program),
                ConfigFile = values.GetValueOrDefault("config", ssh.ConfigFile),
                IdentityFile = values.GetValueOrDefault("identity", ssh.IdentityFile),
                KnownHostsFile = values.GetValueOrDefault("known-hosts", ssh.KnownHostsFile),
            },
        };
    }
}
