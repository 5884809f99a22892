namespace Deployments.Tests;

public class ShubTests
{
    private static readonly string Program = ShubProgram.Path;

    [MachineFact("ansible")]
    public void Unreachable_hosts_are_reported_and_can_be_abandoned()
    {
        using TemporaryFolder folder = new();
        // Nothing listens at port 1 of this machine.
        folder.Write(
            "hosts.yaml",
            "all: {children: {control: {hosts: {lost: {ansible_host: 127.0.0.1, ansible_port: 1, platform_name: lab}}}}}\n"
        );
        folder.Write(
            "lab.ini",
            "[platforms]\nplatforms = lab gone\n[platforms.lab]\ntype = RaspberryPi\ninventory = hosts.yaml\n[platforms.gone]\ntype = Simulated\n"
        );

        ProgramResult provision = Run("provision");

        provision.ExitCode.ShouldBe(1);
        provision.Errors.ShouldContain(" lost: 'Gathering Facts': ");
        provision.Errors.ShouldContain("\nerror: infrastructure/setup is not deleted:\n");
        provision.Errors.ShouldEndWith(
            "still there: lab; 'shub destroy' tries again, 'shub destroy --leave' gives the machines up as they are"
        );
        Run("destroy").Errors.ShouldContain("infrastructure/setup is not deleted:");
        Run("destroy", "--leave").Output.ShouldBe("destroyed");
        Directory.EnumerateFileSystemEntries(folder.At("inventory")).ShouldBeEmpty();

        ProgramResult Run(params string[] words) =>
            Command.Dotnet(folder.Root, new Dictionary<string, string>(StringComparer.Ordinal), [Program, "-c", "lab.ini", .. words]);
    }

    [MachineFact("ansible", "ssh-machines")]
    public void Shub_provisions_machines_deploys_MinIO_shows_its_credentials_and_destroys_everything()
    {
        using DeploymentLab lab = DeploymentLab.MakeBare();
        using TemporaryFolder folder = new();
        folder.Write(
            "lab.ini",
            $"""
            [platforms]
            platforms = lab
            [platforms.lab]
            type = RaspberryPi
            inventory = {lab.At("hosts.yaml")}
            [deployment]
            minio_user = ann

            """
        );

        string provisioned = Run("provision").Output;
        provisioned.ShouldStartWith("provisioned 3 hosts\ncontrol: control-1\nagents: agent-1 producer-1\n");
        provisioned.ShouldContain("TASK [base : Install the keeper of services]");
        provisioned.ShouldEndWith("deployed infrastructure/setup on 3 hosts, 6 changes");

        Run("deploy", "application/minio", "-e", "minio_version=0").Errors.ShouldContain("control-1: 'minio : Fetch MinIO': ");
        Run("deploy", "application/minio").Output.ShouldContain("deployed application/minio on 1 host, ");
        lab.ProcessesOf(1).ShouldContain(line => line.Contains("data/minio", StringComparison.Ordinal));

        string password = File.ReadAllText(folder.At("inventory", ".minio-password")).Trim();
        password.Length.ShouldBe(24);
        lab.Read(1, "etc/services/minio").ShouldContain($"export MINIO_ROOT_USER=ann\nexport MINIO_ROOT_PASSWORD={password}\n");
        Run("tokens").Output.ShouldBe($"MinIO: user ann, password {password}\nKubernetes dashboard: not deployed");
        Run("dashboards").Output.ShouldBe("dashboards.html");
        File.ReadAllText(folder.At("dashboards.html")).ShouldContain("<li><a href=\"http://10.77.0.11:9001\">MinIO console</a>");
        Run("destroy").Output.ShouldEndWith("destroyed");

        lab.Leftovers().ShouldBeEmpty();
        Directory.EnumerateFileSystemEntries(folder.At("inventory")).ShouldBeEmpty();

        ProgramResult Run(params string[] words) =>
            Command.Dotnet(
                folder.Root,
                new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["PATH"] = $"{lab.Programs}:{Environment.GetEnvironmentVariable("PATH")}",
                },
                [Program, "-c", "lab.ini", .. words]
            );
    }
}
