namespace Experiments.Tests.Shub;

public class ShubDeploymentTests
{
    private static readonly string Program = ShubProgram.Path;
    private static readonly string Conf = Repository.At("samples", "Scalehub", "conf", "simulated.ini");

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void Deployments_on_simulated_hosts_are_only_recorded_and_reported_as_such()
    {
        using TemporaryFolder folder = new();
        Run(folder, "-c", Conf, "deploy", "application/flink")
            .Errors.ShouldContain("no platform is provisioned; provision one first [SW9103]");

        Run(folder, "-c", Conf, "provision")
            .Output.ShouldEndWith("noted that infrastructure/setup is deployed: all hosts are simulated, so no playbook ran");
        Run(folder, "-c", Conf, "deploy", "application/flink", "-e", "flink_slots=4")
            .Output.ShouldBe("noted that application/flink is deployed: all hosts are simulated, so no playbook ran");
        Run(folder, "-c", Conf, "deploy", "application/flnik")
            .Errors.ShouldContain("there is no playbook 'application/flnik'; did you mean 'application/flink'? [SW1107]");
        Run(folder, "-c", Conf, "deploy", "application/flink", "-e", "flink_slots")
            .Errors.ShouldBe("error: -e flink_slots: write KEY=VALUE");
        File.ReadAllText(folder.At("inventory", ".deployments.json"))
            .ShouldBe(
                """
                {"infrastructure/setup": {"state": "Deployed", "simulated": true, "vars": {}}, "application/flink": {"state": "Deployed", "simulated": true, "vars": {"flink_slots": "4"}}}

                """.ReplaceLineEndings("\n")
            );
        Run(folder, "-c", Conf, "reload", "application/flink").Output.ShouldStartWith("noted that application/flink is reloaded");
        Run(folder, "-c", Conf, "delete", "application/flink").Output.ShouldStartWith("noted that application/flink is deleted");
        Run(folder, "-c", Conf, "tokens").Output.ShouldBe("all hosts are simulated: nothing runs there that one could log in to");
        Run(folder, "-c", Conf, "dashboards").Output.ShouldBe("dashboards.html");
        File.ReadAllText(folder.At("dashboards.html"))
            .ShouldContain("<li>Flink<small>not deployed: shub deploy application/flink</small></li>");
        Run(folder, "destroy").Output.ShouldBe("destroyed");

        Directory.EnumerateFileSystemEntries(folder.At("inventory")).ShouldBeEmpty();
    }

    [Fact]
    public void Destroy_succeeds_if_nothing_was_provisioned()
    {
        using TemporaryFolder folder = new();

        ProgramResult destroy = Run(folder, "destroy");

        (destroy.ExitCode, destroy.Output, destroy.Errors).ShouldBe((0, "destroyed", ""));
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void Provisioning_without_Ansible_fails_and_destroys_the_platforms_unless_they_are_kept()
    {
        using TemporaryFolder folder = new();
        folder.Write("lab.ini", "[platforms]\nplatforms = here\n[platforms.here]\ntype = Local\n");
        // The only folder in PATH contains no ansible-playbook.
        string dotnet = Path.GetDirectoryName(Environment.ProcessPath!)!;
        Dictionary<string, string> variables = new(StringComparer.Ordinal) { ["PATH"] = folder.Root };

        ProgramResult provision = Command.Run(
            Path.Combine(dotnet, "dotnet"),
            folder.Root,
            variables,
            Program,
            "-c",
            "lab.ini",
            "provision"
        );

        provision.ExitCode.ShouldBe(1);
        provision.Output.ShouldStartWith("provisioned 1 host");
        provision.Errors.ShouldContain(
            "there is no program 'ansible-playbook' on this machine; install ansible-core, or say where the program is [SW9103]\nall platforms are destroyed again ('--keep' keeps them)"
        );
        Directory.EnumerateFileSystemEntries(folder.At("inventory")).ShouldBeEmpty();

        ProgramResult kept = Command.Run(
            Path.Combine(dotnet, "dotnet"),
            folder.Root,
            variables,
            Program,
            "-c",
            "lab.ini",
            "provision",
            "--keep"
        );

        kept.Errors.ShouldEndWith(
            "the platforms stay set up: 'shub deploy infrastructure/setup' tries again, 'shub destroy' gives them back ('--leave' when hosts are lost)"
        );
        Command.Run(Path.Combine(dotnet, "dotnet"), folder.Root, variables, Program, "destroy").Output.ShouldBe("destroyed");
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void Reservations_are_listed_with_their_times_and_invalid_times_are_reported()
    {
        using TemporaryFolder folder = new();
        string section = "type = Grid5000\nwalltime = 02:30:00\n";
        folder.Write(
            "lab.ini",
            $"[platforms]\nplatforms = soon late any own\n[platforms.soon]\n{section}start_time = 2099-11-21 19:00:00\n[platforms.late]\n{section}start_time = 2001-11-21 19:00\n[platforms.any]\n{section}start_time = now\n[platforms.own]\ntype = Simulated\n"
        );
        folder.Write(
            "bad.ini",
            "[platforms]\nplatforms = bad\n[platforms.bad]\ntype = Grid5000\nwalltime = 2:75:00\nstart_time = tomorrow\n"
        );

        Run(folder, "-c", "lab.ini", "reservation_time")
            .Output.Split('\n')
            .ShouldBe([
                "soon: begins at 2099-11-21 19:00 UTC, for 2:30:00",
                "late: over since 2001-11-21 21:30 UTC",
                "any: 2:30:00 from whenever it begins",
                "own: nothing is reserved, so nothing ends",
            ]);
        Run(folder, "-c", "bad.ini", "reservation_time")
            .Errors.Split('\n')
            .ShouldBe([
                "error: bad.ini:5:12 platforms.bad.walltime: '2:75:00' is not a length of time; use hours, minutes and seconds, as in 02:30:00 [SW1102]",
                "error: bad.ini:6:14 platforms.bad.start_time: 'tomorrow' is not a time; use one as in 2026-11-21 19:00:00, a time of day, or 'now' [SW1102]",
            ]);
    }

    [Fact]
    public void Synchronization_without_a_configured_source_is_rejected()
    {
        using TemporaryFolder folder = new();
        folder.Write("lab.ini", "[platforms]\nplatforms = lab\n[platforms.lab]\ntype = Simulated\n");

        Run(folder, "-c", "lab.ini", "sync").Errors.ShouldStartWith("error: nothing says where results are; use --from USER@HOST:FOLDER");
    }

    [MachineFact("rsync")]
    public void Synchronization_fetches_results_and_keeps_newer_local_files()
    {
        using TemporaryFolder folder = new();
        folder.Write(
            "lab.ini",
            $"[platforms]\nplatforms = lab\n[platforms.lab]\ntype = Simulated\n[scalehub]\nresults = {folder.At("there")}\n"
        );
        string old = folder.Write("there/join-001/old.csv", "of there");
        File.SetLastWriteTimeUtc(old, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        folder.Write("there/join-001/new.csv", "of there");
        folder.Write("experiments-data/join-001/old.csv", "of here");

        Run(folder, "-c", "lab.ini", "sync").Output.ShouldContain("synchronized experiments-data");

        File.ReadAllText(folder.At("experiments-data", "join-001", "old.csv")).ShouldBe("of here");
        File.ReadAllText(folder.At("experiments-data", "join-001", "new.csv")).ShouldBe("of there");
    }

    private static ProgramResult Run(TemporaryFolder folder, params string[] arguments) =>
        Command.Dotnet(folder.Root, new Dictionary<string, string>(StringComparer.Ordinal), [Program, .. arguments]);
}
