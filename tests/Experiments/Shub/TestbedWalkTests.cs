namespace Experiments.Tests.Shub;

public sealed class TestbedWalkTests
{
    private const string Kinds =
        "name: walk\nseed: 7\nduration: 1m\nwarm_up: 20s\ntask_managers: {count: 1, slots: 1, cpus: 4}\njob:\n  topics: [{name: t, partitions: 4}]\n  operators:\n    - {name: source, topic: t, cpu_time: 10us}\nload:\n  - {name: t, shape: constant, rate: 100}\n";

    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData("Grid5000", "beta-3.rennes.example")]
    [InlineData("FIT", "node-a8-3.grenoble.iot-lab.info")]
    [InlineData("Chameleon", "10.")]
    public async Task Shub_reserves_machines_runs_an_experiment_on_their_sizes_and_returns_them(string type, string control)
    {
        await using TestbedLab lab = await TestbedLab.StartAsync();
        WriteConfiguration(lab, type);

        ProgramResult provision = lab.Run("-c", "lab.ini", "provision");

        (provision.ExitCode, provision.Errors).ShouldBe((0, ""));
        provision.Output.ShouldStartWith(
            "provisioned 4 hosts\ncontrol: bed-control-1\nagents: bed-producer-1 bed-consumer-1 bed-consumer-2\n"
        );
        lab.Reservations.ShouldNotBeEmpty();
        Walk(lab).ShouldContain(control);
        lab.Run("destroy").Output.ShouldBe("destroyed");
        lab.Reservations.ShouldBeEmpty();
        Directory.EnumerateFileSystemEntries(lab.Inventory).ShouldBeEmpty();
    }

    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData("VMonG5k")]
    [InlineData("VagrantG5k")]
    public async Task Virtual_machines_fill_reserved_machines_by_their_cores_and_memory(string type)
    {
        await using TestbedLab lab = await TestbedLab.StartAsync();
        PlatformConfiguration configuration = PlatformConfiguration.Load([WriteConfiguration(lab, type)]).Configuration!;
        PlatformFolder folder = new(lab.Inventory, lab.Platforms);

        ResolvedInventory inventory = (await folder.ProvisionAsync(configuration)).Resolve();

        // Two VMs with 8 cores fit on a machine with 16.
        inventory
            .Hosts.Select(host => $"{host} {Var(inventory, host, "hypervisor")}")
            .Order(StringComparer.Ordinal)
            .ShouldBe([
                "bed-consumer-1 beta-2.rennes.example",
                "bed-consumer-2 beta-2.rennes.example",
                "bed-control-1 beta-1.rennes.example",
                "bed-producer-1 beta-1.rennes.example",
            ]);
        Var(inventory, "bed-consumer-1", "ansible_ssh_common_args").ShouldBe("-o ProxyJump=root@beta-2.rennes.example");
        File.ReadAllText(Var(inventory, "bed-consumer-1", "ansible_ssh_private_key_file")).ShouldContain("PRIVATE KEY");
        lab.Reservations.Length.ShouldBe(1);
        Walk(lab).ShouldContain("beta-1.rennes.example");
        lab.Run("destroy").Output.ShouldBe("destroyed");
        lab.Reservations.ShouldBeEmpty();
        Directory.EnumerateFileSystemEntries(lab.Inventory).ShouldBeEmpty();
    }

    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData("Grid5000")]
    [InlineData("VMonG5k")]
    [InlineData("VagrantG5k")]
    [InlineData("FIT")]
    [InlineData("Chameleon")]
    public async Task Destroying_after_a_killed_provisioning_ends_its_reservation(string type)
    {
        await using TestbedLab lab = await TestbedLab.StartAsync();
        WriteConfiguration(lab, type, "start_time = 2099-01-01 12:00:00\n");

        await KillAsync(lab, ["provision"], () => lab.Reservations.Length > 0);

        lab.Reservations.ShouldNotBeEmpty();
        lab.Run("destroy").Output.ShouldBe("destroyed");
        lab.Reservations.ShouldBeEmpty();
        Directory.EnumerateFileSystemEntries(lab.Inventory).ShouldBeEmpty();
    }

    [MachineTheory("ansible")]
    [InlineData("Grid5000")]
    [InlineData("VMonG5k")]
    [InlineData("VagrantG5k")]
    [InlineData("FIT")]
    [InlineData("Chameleon")]
    public async Task A_killed_deployment_is_repeated_and_destroying_deletes_it_with_the_machines(string type)
    {
        await using TestbedLab lab = await TestbedLab.StartAsync();
        string marks = Directory.CreateDirectory(lab.At("marks")).FullName;
        lab.Write(
            "own/application/mark.yaml",
            $$$"""
            - hosts: all
              connection: local
              gather_facts: false
              tasks:
                - {name: Mark, ansible.builtin.copy: {dest: "{{{marks}}}/{{ inventory_hostname }}", content: "", mode: "0600"}, tags: create}
                - {name: Wait, ansible.builtin.command: "sleep {{ seconds }}", changed_when: false, tags: create}
                - {name: Remove the mark, ansible.builtin.file: {path: "{{{marks}}}/{{ inventory_hostname }}", state: absent}, tags: delete}
            """
        );
        PlatformConfiguration configuration = PlatformConfiguration.Load([WriteConfiguration(lab, type)]).Configuration!;
        await new PlatformFolder(lab.Inventory, lab.Platforms).ProvisionAsync(configuration);

        await KillAsync(lab, ["-p", "own", "deploy", "application/mark", "-e", "seconds=1000"], () =>
            Directory.EnumerateFiles(marks).Any()
        );
        lab.Run("-c", "lab.ini", "-p", "own", "deploy", "application/mark", "-e", "seconds=0")
            .Output.ShouldContain("deployed application/mark on 4 hosts");
        Walk(lab);

        Directory.EnumerateFiles(marks).Count().ShouldBe(4);
        lab.Run("-p", "own", "destroy").Output.ShouldEndWith("destroyed");
        Directory.EnumerateFiles(marks).ShouldBeEmpty();
        lab.Reservations.ShouldBeEmpty();
        Directory.EnumerateFileSystemEntries(lab.Inventory).ShouldBeEmpty();
    }

    [LinuxFact("/bin/sh"), Trait(Category.Name, Category.Campaign)]
    public async Task Destroying_after_a_kill_during_the_start_of_virtual_machines_ends_the_reservation()
    {
        await using TestbedLab lab = await TestbedLab.StartAsync();
        WriteConfiguration(lab, "VagrantG5k");
        string ssh = lab.Write("bin/ssh", $"#!/bin/sh\necho >>'{lab.At("calls")}'\nexec sleep 1000\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(ssh, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        await KillAsync(
            lab,
            ["provision"],
            () => lab.Reservations.Length > 0 && File.Exists(lab.At("calls")),
            $"{lab.At("bin")}:{Environment.GetEnvironmentVariable("PATH")}"
        );

        lab.Reservations.ShouldNotBeEmpty();
        lab.Run("destroy").Output.ShouldBe("destroyed");
        lab.Reservations.ShouldBeEmpty();
        Directory.EnumerateFileSystemEntries(lab.Inventory).ShouldBeEmpty();
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task Platforms_that_fail_are_named_and_the_others_stay_set_up()
    {
        await using TestbedLab lab = await TestbedLab.StartAsync();
        lab.Write(
            "lab.ini",
            $"[scalehub]\nprovision_infrastructure = false\n[platforms]\nplatforms = odd bed full\n[platforms.odd]\ntype = Nope\n[platforms.bed]\n{TestbedLab.SectionOf("Grid5000")}[platforms.full]\n{TestbedLab.SectionOf("Grid5000").Replace("beta", "nowhere", StringComparison.Ordinal)}"
        );

        ProgramResult provision = lab.Run("-c", "lab.ini", "provision");

        provision.ExitCode.ShouldBe(1);
        provision.Output.ShouldStartWith("provisioned 4 hosts\n");
        string[] errors = provision.Errors.Split('\n');
        errors[0].ShouldStartWith("error: lab.ini:6:8 platforms.odd.type: there is no platform 'Nope'");
        errors[1].ShouldStartWith("error: lab.ini:18:8 platforms.full.type: it could not be set up: ");
        errors[2].ShouldBe("not set up: odd full; the other platforms stay set up, and 'shub provision' tries again");
        lab.Reservations.ShouldHaveSingleItem();
        lab.Run("destroy").Output.ShouldBe("destroyed");
        lab.Reservations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_missing_account_is_reported_with_the_places_where_it_is_searched()
    {
        await using TestbedLab lab = await TestbedLab.StartAsync();
        foreach (string file in (string[])[".python-grid5000.yaml", ".iotlabrc", ".config/openstack/clouds.yaml"])
        {
            File.Delete(lab.At("home", file));
        }

        string sections = string.Concat(
            ((string[])["Grid5000", "FIT", "Chameleon"]).Select(type => $"[platforms.{type}]\n{TestbedLab.SectionOf(type)}")
        );
        lab.Write("lab.ini", $"[platforms]\nplatforms = Grid5000 FIT Chameleon\n{sections}");

        ProgramResult provision = lab.Run("-c", "lab.ini", "provision");

        provision
            .Errors.Split('\n')
            .ShouldBe([
                "error: lab.ini:4:8 platforms.Grid5000.type: there is no account of Grid'5000; set G5K_USER and G5K_PASSWORD, or write username and password into ~/.python-grid5000.yaml (mode 0600) [SW9002]",
                "error: lab.ini:14:8 platforms.FIT.type: there is no account of FIT IoT-LAB; set IOTLAB_USER and IOTLAB_PASSWORD, or run 'iotlab-auth -u USER', which writes ~/.iotlabrc [SW9002]",
                "error: lab.ini:23:8 platforms.Chameleon.type: there is no account of Chameleon; set OS_AUTH_URL, OS_APPLICATION_CREDENTIAL_ID and OS_APPLICATION_CREDENTIAL_SECRET, or write an application credential into clouds.yaml (mode 0600) [SW9002]",
            ]);
        Directory.EnumerateFileSystemEntries(lab.Inventory).ShouldBeEmpty();
    }

    /// <summary>Kills the program and those that it started with SIGKILL as soon as a condition applies.</summary>
    private static async Task KillAsync(TestbedLab lab, string[] words, Func<bool> isDue, string? path = null)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!, [ShubProgram.Path, "-c", "lab.ini", .. words])
        {
            WorkingDirectory = lab.At(),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach ((string name, string value) in lab.Variables)
        {
            start.Environment[name] = value;
        }

        start.Environment["PATH"] = path ?? start.Environment["PATH"];

        using Process shub = Process.Start(start)!;
        while (!shub.HasExited && !isDue())
        {
            await Task.Delay(20);
        }

        shub.HasExited.ShouldBeFalse(shub.HasExited ? await shub.StandardError.ReadToEndAsync() : "");
        shub.Kill(entireProcessTree: true);
        await shub.WaitForExitAsync();
    }

    private static string Var(ResolvedInventory inventory, string host, string name) =>
        ((DocumentScalar)((DocumentMap)inventory.HostVars[host]!)[name]!).Text;

    private static string WriteConfiguration(TestbedLab lab, string type, string more = "")
    {
        lab.Write("walk.yaml", Kinds);
        return lab.Write(
            "lab.ini",
            $"[scalehub]\nprovision_infrastructure = false\n[platforms]\nplatforms = bed\n[platforms.bed]\n{TestbedLab.SectionOf(type)}{more}[experiment]\ndefinition = walk.yaml\n"
        );
    }

    /// <summary>Deploys, runs an experiment and exports it, and returns the inventory.</summary>
    private static string Walk(TestbedLab lab)
    {
        lab.Run("-c", "lab.ini", "deploy", "orchestration/setup", "--dry-run").Output.ShouldBe("would deploy orchestration/setup on bed");
        ProgramResult start = lab.Run("-c", "lab.ini", "experiment", "start");
        start.Output.ShouldBe("queued walk-001\nwalk-001: 1 run completed, 0 failed", start.Errors);
        lab.Run("export").ExitCode.ShouldBe(0);
        return File.ReadAllText(Directory.GetFiles(lab.Inventory, "*_inventory.yaml").ShouldHaveSingleItem());
    }
}
