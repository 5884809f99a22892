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
    /// <exception cref="ArgumentException">They name none.</exception>
    public static IProvider Open(string[] args, ServiceSet services) => args switch
    {
        ["simulation"] => new SimulationProvider { Seed = 42, Options = new SimulationOptions { Services = services } },
        ["local"] => new LocalProvider(new LocalProviderOptions { Isolation = LocalIsolation.Processes, Services = services }),
        ["ssh", var file, .. var settings] => SshProvider.FromFile(file, OptionsOf(settings)),
        _ => throw new ArgumentException("Name a place: 'simulation', 'local', or 'ssh HOSTS.json [agent=PROGRAM] [folder=DIR] [ssh=PROGRAM] [config=FILE] [identity=FILE] [known-hosts=FILE]'."),
    };

    private static SshProviderOptions OptionsOf(string[] settings)
    {
        Dictionary<string, string> values = settings.Select(setting => setting.Split('=', 2)).ToDictionary(parts => parts[0], parts => parts[^1], StringComparer.Ordinal);
        AgentDeploymentOptions agent = new();
        SshOptions ssh = new();
        return new SshProviderOptions
        {
            Folder = values.GetValueOrDefault("folder", ""),
            Agent = agent with { Program = values.GetValueOrDefault("agent", agent.Program), Folder = values.TryGetValue("folder", out string? folder) ? folder + "-agent" : "" },
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
