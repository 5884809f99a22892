namespace Deployments.Tests;

/// <summary>Three machines behind SSH servers, provisioned as a platform, with a mirror of the deployed files.</summary>
internal sealed class DeploymentLab : IDisposable
{
    private const string AgentName = "agent-1.site.example";
    private const string Root = "/tmp/scalewright";
    private static readonly string Playbooks = Repository.At("samples", "Scalehub", "playbooks");

    // Files that the playbook of the infrastructure creates itself; no others may remain.
    private static readonly string[] Infrastructure =
    [
        "bin",
        "bin/scalewright-service",
        "data",
        "etc",
        "etc/objects",
        "etc/services",
        "log",
        "run",
    ];
    private readonly AnsibleRunner _runner;
    private readonly SshLab _lab = new();
    private readonly HashSet<string> _before;

    private DeploymentLab()
    {
        Mirror.Write(_lab.At("mirror"));
        // The playbooks run on the machine that reaches the others.
        string program = Path.Combine(Directory.CreateDirectory(Programs).FullName, "ansible-playbook");
        File.WriteAllText(
            program,
            File.ReadAllText(_lab.At("ssh")).Replace("-hub /usr/bin/ssh ", $"-hub /usr/bin/ansible-playbook ", StringComparison.Ordinal)
        );
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        // Testbeds name their machines; SSH finds their addresses.
        File.AppendAllText(_lab.At("config"), $"\nHost {AgentName}\n  HostName {SshLab.HostOf(2)}\n");
        Platforms = new PlatformFolder(_lab.At("inventory"));
        _runner = new AnsibleRunner(new AnsibleOptions { Program = program });
        Deployment = new PlaybookDeployer(new PlaybookFolder(Playbooks), Platforms, _runner) { OutputHandler = Lines.Enqueue };
        _before = [.. Files(), .. Processes()];
    }

    /// <summary>Folder of an <c>ansible-playbook</c> that reaches the machines, for <c>PATH</c>.</summary>
    public string Programs => _lab.At("bin");

    public PlatformFolder Platforms { get; }

    public PlaybookDeployer Deployment { get; }

    public System.Collections.Concurrent.ConcurrentQueue<string> Lines { get; } = [];

    public string At(params string[] parts) => _lab.At(parts);

    public static DeploymentLab MakeBare()
    {
        DeploymentLab lab = new();
        File.WriteAllText(lab.At("hosts.yaml"), lab.Hosts());
        return lab;
    }

    public static async Task<DeploymentLab> MakeAsync()
    {
        DeploymentLab lab = MakeBare();
        DocumentMap fields = new([
            new("type", default, new DocumentScalar(ScalarKind.Text, "RaspberryPi")),
            new("inventory", default, new DocumentScalar(ScalarKind.Text, lab._lab.At("hosts.yaml"))),
        ]);
        await lab.Platforms.ProvisionAsync(new PlatformConfiguration { Platforms = [new PlatformSection("lab", fields)] });
        return lab;
    }

    public async Task<PlaybookResult> RunAsync(string tag, string[] names)
    {
        string file = _lab.At("all.yaml");
        await File.WriteAllLinesAsync(file, names.Select(name => $"- import_playbook: {Path.Combine(Playbooks, name)}.yaml"));
        return await _runner.RunAsync(new PlaybookRun(file, Platforms.FullPath) { Folder = Playbooks, Tags = [tag] }, Lines.Enqueue);
    }

    /// <summary>Fetches a token of the dashboard into a file that only its owner may read.</summary>
    public async Task<string> FetchTokenAsync()
    {
        string file = _lab.At("token");
        DocumentEntry target = new("tokens_file", default, new DocumentScalar(ScalarKind.Text, file));
        (await Deployment.RunAsync("tools/tokens.yaml", new DocumentMap([target]))).Result!.GetProblems().ShouldBeEmpty();
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return await File.ReadAllTextAsync(file);
    }

    /// <summary>Files and processes that remain, without those of the infrastructure's playbook.</summary>
    public string[] Remaining() =>
        [
            .. new[] { 1, 2, 3 }
                .SelectMany(machine =>
                    Directory
                        .EnumerateFileSystemEntries(_lab.At($"{machine}", "tmp", "scalewright"), "*", SearchOption.AllDirectories)
                        .Select(path => Path.GetRelativePath(_lab.At($"{machine}", "tmp", "scalewright"), path))
                )
                .Where(path => !Infrastructure.Contains(path)),
            .. Processes().Where(thing => !_before.Contains(thing)),
        ];

    public string[] Leftovers() => [.. Files().Concat(Processes()).Where(thing => !_before.Contains(thing))];

    public string[] ProcessesOf(int machine) =>
        [
            .. _lab.OnMachine(
                    machine,
                    "sh",
                    "-c",
                    "for id in $(ip netns pids $(ip netns identify $$)); do tr '\\0' ' ' </proc/$id/cmdline; echo; done"
                )
                .Split('\n')
                .Select(line => line.Trim())
                .Where(line => line.Length > 0),
        ];

    public string Read(int machine, string name) => File.ReadAllText(_lab.At($"{machine}", "tmp", "scalewright", name));

    public bool Has(int machine, string name) => Path.Exists(_lab.At($"{machine}", "tmp", "scalewright", name));

    public void Dispose() => _lab.Dispose();

    private IEnumerable<string> Files() =>
        new[] { 1, 2, 3 }
            .SelectMany(machine =>
                new[] { "tmp", "home" }.SelectMany(folder =>
                    Directory.EnumerateFileSystemEntries(_lab.At($"{machine}", folder), "*", SearchOption.AllDirectories)
                )
            )
            // Ansible's own folder for transferred files.
            .Where(path => !path.Contains("/.ansible", StringComparison.Ordinal));

    private IEnumerable<string> Processes() =>
        new[] { 1, 2, 3 }.SelectMany(machine =>
            ProcessesOf(machine)
                .Where(line =>
                    !line.Contains("sshd", StringComparison.Ordinal)
                    && !line.StartsWith("sh -c for id", StringComparison.Ordinal)
                    && !line.StartsWith("tr ", StringComparison.Ordinal)
                )
                .Select(line => $"machine {machine} runs {line}")
        );

    private string Hosts() =>
        $$"""
            all:
              vars:
                ansible_user: root
                ansible_pipelining: true
                ansible_ssh_private_key_file: {{_lab.At("id")}}
                ansible_ssh_common_args: -F {{_lab.At("config")}} -o UserKnownHostsFile={{_lab.At("known_hosts")}} -o IdentitiesOnly=yes
                scalewright_root: {{Root}}
                service_manager: pid
                wait_delay: 1
                platform_name: lab
                platform_kinds: {lab: pico}
                k3s_mirror: file://{{_lab.At("mirror")}}
                k3s_system_folders: [{{Root}}/k3s-run]
                consul_mirror: file://{{_lab.At("mirror")}}
                minio_mirror: file://{{_lab.At("mirror")}}
                transscale_image: registry.example/transscale:1.0
                transscale_task: join
                transscale_job_path: /tmp/jobs/join.jar
              children:
                control:
                  hosts:
                    control-1: {ansible_host: {{SshLab.HostOf(1)}}, cluster_role: control}
                agents:
                  hosts:
                    agent-1: {ansible_host: {{AgentName}}, cluster_role: consumer, k3s_node_cores: 16, k3s_node_memory_mib: 32768}
                    producer-1: {ansible_host: {{SshLab.HostOf(3)}}, cluster_role: producer, k3s_node_cores: 16, k3s_node_memory_mib: 16384}
            """;
}
