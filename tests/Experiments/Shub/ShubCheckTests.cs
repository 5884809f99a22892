namespace Experiments.Tests.Shub;

public class ShubCheckTests
{
    private static readonly string Program = ShubProgram.Path;

    [Fact]
    public void All_problems_of_a_configuration_are_reported_together_with_their_positions()
    {
        using TemporaryFolder folder = new();
        folder.Write(
            "conf/lab.ini",
            """
            [platforms]
            platforms = a ghost
            [platforms.a]
            type = Simulated
            producers = two
            contrl = 1
            consumrs = 1
            kind = Big One
            cores = many
            memory = -5
            [scalehub]
            provision_infrastructure = perhaps
            [experiment]
            definition = join.yaml
            runs = zero
            rns = 3
            [experimnt]
            """
        );
        folder.Write("conf/join.yaml", Definitions.Join);
        string[] wanted =
        [
            "warning: conf/lab.ini:17:1 experimnt: unknown section; did you mean 'experiment'? [SW1205]",
            "warning: conf/lab.ini:6:1 platforms.a.contrl: unknown field; did you mean 'control'? [SW1205]",
            "warning: conf/lab.ini:7:1 platforms.a.consumrs: unknown field; did you mean 'consumers'? [SW1205]",
            "warning: conf/lab.ini:16:1 experiment.rns: unknown field; did you mean 'runs'? [SW1205]",
            "error: conf/lab.ini:2:13 platforms.ghost: it is in the list and has no section; add [platforms.ghost], or take it from the list [SW1105]",
            "error: conf/lab.ini:5:13 platforms.a.producers: 'two' is not a whole number; use a whole number from 0, or leave the key out [SW1102]",
            "error: conf/lab.ini:8:8 platforms.a.kind: 'Big One' is not a kind of machine; use 1 to 32 lower-case letters, digits, '-' and '_', a letter first [SW1108]",
            "error: conf/lab.ini:9:9 platforms.a.cores: 'many' is not a whole number from 1; use 1 or more [SW1102]",
            "error: conf/lab.ini:10:10 platforms.a.memory: '-5' is not a whole number from 1; use 1 or more [SW1102]",
            "error: conf/lab.ini:12:28 scalehub.provision_infrastructure: 'perhaps' is neither true nor false; use true or false [SW1102]",
            "error: conf/lab.ini:15:8 runs: found the text 'zero'; use a whole number [SW1102]",
        ];

        foreach (string verb in new[] { "check", "provision" })
        {
            ProgramResult run = Run(folder, "-c", "conf/lab.ini", verb);

            run.ExitCode.ShouldBe(1);
            run.Errors.Split('\n').ShouldBe(wanted);
        }

        Directory.Exists(folder.At("inventory")).ShouldBeFalse();
    }

    [Fact]
    public void Each_unknown_key_causes_one_warning_and_valid_platforms_are_listed()
    {
        using TemporaryFolder folder = new();
        folder.Write(
            "lab.ini",
            """
            [DEFAULT]
            region = eu
            flavour = sweet
            [platforms]
            platforms = a b c
            enable_ipv6 = true
            [platforms.a]
            type = Simulated
            consumers = 2
            foo = 1
            [platforms.b]
            consumers = 3
            [platforms.c]
            type = Nope
            [platforms.unlisted]
            bar = 1
            [scalehub]
            nonsense = 2
            [elsewhere]
            """
        );

        ProgramResult run = Run(folder, "-c", "lab.ini", "check");

        run.ExitCode.ShouldBe(1);
        run.Output.TrimEnd().ShouldBe("a: 2 instances");
        run.Errors.Split('\n')
            .Select(line => line.Split(": unknown")[0].Split("; ")[0])
            .ShouldBe([
                "warning: lab.ini:19:1 elsewhere",
                "warning: lab.ini:10:1 platforms.a.foo",
                "warning: lab.ini:2:1 platforms.a.region",
                "warning: lab.ini:3:1 platforms.a.flavour",
                "warning: lab.ini:18:1 scalehub.nonsense",
                "warning: lab.ini:6:1 platforms.enable_ipv6: it has no effect",
                "error: lab.ini:11:1 platforms.b.type: is missing",
                "error: lab.ini:14:8 platforms.c.type: there is no platform 'Nope'",
            ]);
    }

    [Theory]
    [InlineData("provision_infrastructure = No", "definition = join.yaml", "")]
    [InlineData(
        "provision_infrastructure = 0",
        "definition = other.yaml",
        "error: conf/lab.ini:7:14 experiment.definition: there is no file 'conf/other.yaml'; use the path of a definition, from the folder of this file [SW1012]"
    )]
    public void A_missing_definition_is_reported_and_flags_are_parsed_as_in_Python(string flag, string definition, string told)
    {
        using TemporaryFolder folder = new();
        folder.Write(
            "conf/lab.ini",
            $"[platforms]\nplatforms = a\n[platforms.a]\ntype = Simulated\nconsumers = 3\n[experiment]\n{definition}\n[scalehub]\n{flag}\n"
        );
        folder.Write("conf/join.yaml", Definitions.Join);

        ProgramResult run = Run(folder, "-c", "conf/lab.ini", "provision");

        (told.Length == 0 ? run.Errors : run.Errors.Split(" [")[0]).ShouldBe(told.Split(" [")[0]);
        run.Output.Contains("infrastructure/setup", StringComparison.Ordinal).ShouldBeFalse();
    }

    [Fact]
    public void Commas_in_the_platform_list_are_reported_with_the_correct_separator()
    {
        using TemporaryFolder folder = new();
        folder.Write("lab.ini", "[platforms]\nplatforms = lab, lba\n[platforms.lab]\ntype = Simulated\nconsumers = -1\n");

        ProgramResult run = Run(folder, "-c", "lab.ini", "check");

        run.ExitCode.ShouldBe(1);
        run.Errors.Split('\n')
            .ShouldBe([
                "error: lab.ini:2:13 platforms.lab,: it is in the list and has no section; separate platforms by spaces: 'platforms = lab lba' [SW1105]",
                "error: lab.ini:2:13 platforms.lba: it is in the list and has no section; add [platforms.lba], or take it from the list [SW1105]",
                "error: lab.ini:5:13 platforms.lab.consumers: -1 is below 0; use a whole number from 0, or leave the key out [SW1103]",
            ]);
    }

    [Fact]
    public void Keys_of_Scalehub_without_an_effect_are_reported_unless_they_have_their_usual_value()
    {
        using TemporaryFolder folder = new();
        string bed = TestbedLab.SectionOf("VagrantG5k");
        folder.Write(
            "usual.ini",
            $"[scalehub]\ndebug_level = 0\nlazy_setup = true\nk3s_version = v1.32.2+k3s1\n[platforms]\nplatforms = bed\nenable_ipv6 = false\ntailscale_backend = false\n[platforms.bed]\nkubernetes_type = k3s\n{TestbedLab.SectionOf("Grid5000")}"
        );
        folder.Write(
            "other.ini",
            $"[scalehub]\ndebug_level = 2\ninventory = /app/runtime/hosts\n[platforms]\nplatforms = bed\ntailscale_backend = true\n[platforms.bed]\nkubernetes_type = microk8s\n{bed}[platforms.bed.enos_firewall]\nproto = all\n[platforms.gone.enos_firewall]\nproto = all\n"
        );

        ProgramResult usual = Run(folder, "-c", "usual.ini", "check");
        ProgramResult other = Run(folder, "-c", "other.ini", "check");

        (usual.ExitCode, usual.Output, usual.Errors).ShouldBe((0, "bed: 4 instances", ""));
        other.ExitCode.ShouldBe(0);
        other
            .Errors.Split('\n')
            .Select(line => line.Split("; ")[0])
            .ShouldBe([
                "warning: other.ini:20:15 platforms.bed.disk_per_vm: VagrantG5k does not apply it",
                "warning: other.ini:2:1 scalehub.debug_level: it has no effect",
                "warning: other.ini:3:1 scalehub.inventory: it has no effect",
                "warning: other.ini:6:1 platforms.tailscale_backend: it has no effect",
                "warning: other.ini:8:1 platforms.bed.kubernetes_type: it has no effect",
                "warning: other.ini:21:1 platforms.bed.enos_firewall: it has no effect",
                "warning: other.ini:23:1 platforms.gone.enos_firewall: it has no effect",
            ]);
    }

    // Python's configparser allows a comma in a name.
    [Fact]
    public void A_platform_may_have_a_comma_in_its_name()
    {
        using TemporaryFolder folder = new();
        folder.Write("lab.ini", "[platforms]\nplatforms = a,b\n[platforms.a,b]\ntype = Simulated\n");

        Run(folder, "-c", "lab.ini", "check").Output.ShouldBe("a,b: 0 instances");
    }

    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData(
        "none.ini",
        "error: none.ini: the file does not exist; name a file of platforms with -c; conf/scalehub.conf of this sample is one to begin with [SW1012]"
    )]
    [InlineData(
        "conf",
        "error: conf: it is a folder; name a file of platforms with -c; conf/scalehub.conf of this sample is one to begin with [SW1012]"
    )]
    public void A_missing_platform_file_is_reported_with_its_path(string file, string told)
    {
        using TemporaryFolder folder = new();
        folder.Write("conf/lab.ini", "");

        foreach (string verb in new[] { "check", "provision" })
        {
            ProgramResult run = Run(folder, "-c", file, verb);

            (run.ExitCode, run.Errors).ShouldBe((1, told));
        }
    }

    [Fact]
    public void A_missing_definition_is_reported_with_the_available_ones()
    {
        using TemporaryFolder folder = new();
        string unread = Run(folder, "run", "nope").Errors;
        folder.Write("conf/experiments/join.yaml", Definitions.Join);

        unread.ShouldStartWith(
            "error: conf/experiments/nope.yaml: there is no definition 'nope'; write it, or name another file of platforms with -c"
        );
        Run(folder, "run", "nope")
            .Errors.ShouldBe("error: conf/experiments/nope.yaml: there is no definition 'nope'; use one of join [SW1012]");
        Run(folder, "run", "jion")
            .Errors.ShouldBe("error: conf/experiments/jion.yaml: there is no definition 'jion'; did you mean 'join'? [SW1012]");
    }

    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData("--jobs", "0", "--jobs 0: use 1 or more")]
    [InlineData("-j", "-3", "-j -3: use 1 or more")]
    [InlineData("--metrics", "65536", "--metrics 65536: use a port, 1 to 65535, or 0 for a free one")]
    public void An_option_value_out_of_range_is_rejected_with_exit_code_2(string option, string number, string told)
    {
        using TemporaryFolder folder = new();

        ProgramResult run = Run(folder, "experiment", "start", option, number);

        run.ExitCode.ShouldBe(2);
        run.Errors.ShouldContain(told);
    }

    [Fact]
    public void A_metrics_port_in_use_is_reported_before_anything_is_queued()
    {
        using TemporaryFolder folder = new();
        folder.Write("conf/lab.ini", "[platforms]\nplatforms =\n[experiment]\ndefinition = join.yaml\n");
        folder.Write("conf/join.yaml", Definitions.Join);
        using System.Net.Sockets.TcpListener taken = new(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        int port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port;

        ProgramResult run = Run(
            folder,
            "-c",
            "conf/lab.ini",
            "experiment",
            "start",
            "--metrics",
            port.ToString(System.Globalization.CultureInfo.InvariantCulture)
        );

        run.ExitCode.ShouldBe(1);
        run.Errors.ShouldContain("cannot be listened at");
        Directory.Exists(folder.At("experiments-data")).ShouldBeFalse();
    }

    private static ProgramResult Run(TemporaryFolder folder, params string[] arguments) =>
        Command.Dotnet(folder.Root, new Dictionary<string, string>(), [Program, .. arguments]);
}
