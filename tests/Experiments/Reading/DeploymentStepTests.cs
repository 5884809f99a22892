using Experiments.Tests.Runs;

namespace Experiments.Tests.Reading;

public class DeploymentStepTests
{
    [Fact]
    public void The_actions_of_deployment_steps_are_read_without_problems_for_a_simulation()
    {
        Experiment experiment = Definitions.Read(
            Definitions.Join
                + "\ndeployment:\n  - {name: one, simulated_duration: 1m, playbook: application/consul}\n  - {name: two, command: [sysctl, -w, a=1], hosts: pico-2, undo: [sysctl, -w, a=0]}\n  - {name: three, command: [sync], hosts: pico}\n"
        );

        experiment.Deployment.ShouldBe([
            new DeploymentStep("one", TimeSpan.FromMinutes(1)) { Playbook = "application/consul" },
            new DeploymentStep("two", TimeSpan.Zero)
            {
                Command = ["sysctl", "-w", "a=1"],
                Hosts = "pico-2",
                UndoCommand = ["sysctl", "-w", "a=0"],
            },
            new DeploymentStep("three", TimeSpan.Zero) { Command = ["sync"], Hosts = "pico" },
        ]);
    }

    [Fact]
    public void Invalid_deployment_steps_are_reported_with_their_positions() =>
        Problems(
                Definitions.Join
                    + """

                    deployment:
                      - {name: one, command: [''], undo: x}
                      - {name: two, command: [sync, [a]], hosts: pcio}
                    """
            )
            .ShouldBe([
                "d.yaml:16:26 deployment.one.command: a command begins with the name of a program, and no word has a zero in it; use words, as in [sysctl, -w, vm.swappiness=0]",
                "d.yaml:16:38 deployment.one.undo: found the text 'x'; use a list",
                "d.yaml:17:33 deployment.two.command.1: found a list; use a single value",
                "d.yaml:17:46 deployment.two.hosts: there is no 'pcio'; did you mean 'pico'?",
            ]);

    [Fact]
    public void Step_actions_that_Flink_or_the_program_does_not_support_are_reported_with_their_positions()
    {
        ExperimentBundle bundle = new(
            Encoding.UTF8.GetBytes(
                Definitions.Join
                    + """

                    type: flink
                    flink: {address: 'http://j:8081', jar: j.jar, savepoints: 's3://s/j'}
                    deployment:
                      - {name: one, playbook: application/consul, undo: [sync]}
                      - {name: two, command: [sync]}
                    """
            )
        );
        string[] agents =
        [
            "d.yaml:18:53 deployment.one.undo: machines of Flink have no agent that could run it; use a playbook, or run the experiment on machines",
            "d.yaml:19:26 deployment.two.command: machines of Flink have no agent that could run it; use a playbook, or run the experiment on machines",
        ];

        bundle.Read("d.yaml").Problems.Select(problem => problem.ToString()).ShouldBe(agents);
        bundle
            .Read("d.yaml", new RunServices())
            .Problems.Select(problem => problem.ToString())
            .ShouldBe([
                "d.yaml:18:27 deployment.one.playbook: this program runs no playbooks; leave it out, or deploy it before",
                .. agents,
            ]);
    }

    [Fact]
    public async Task Playbooks_that_are_missing_or_have_no_hosts_are_reported_with_their_positions()
    {
        using TemporaryFolder folder = new();
        PlatformFolder platforms = new(folder.At("inventory"));
        RunServices tools = new()
        {
            Deployer = new PlaybookDeployer(
                new PlaybookFolder(Repository.At("samples", "Scalehub", "playbooks")),
                platforms,
                new AnsibleRunner()
            ),
        };
        ExperimentBundle bundle = new(
            Encoding.UTF8.GetBytes(
                Definitions.Join
                    + "\ntype: flink\nflink: {address: 'http://j:8081', jar: j.jar, savepoints: 's3://s/j'}\ndeployment: [{name: one, playbook: application/consul}, {name: two, playbook: application/consol}]\n"
            )
        );
        const string Two =
            "d.yaml:17:79 deployment.two.playbook: there is no playbook 'application/consol'; did you mean 'application/consul'?";

        Told().ShouldBe(["d.yaml:17:36 deployment.one.playbook: no platform is provisioned; provision one first", Two]);
        await platforms.ProvisionAsync(
            PlatformConfiguration
                .Read(Encoding.UTF8.GetBytes("[platforms]\nplatforms = lab\n[platforms.lab]\ntype = Simulated\n"))
                .Configuration!
        );
        Told()
            .ShouldBe([
                "d.yaml:17:36 deployment.one.playbook: all hosts are simulated, so no playbook runs there; provision real ones, or run the experiment in the simulation",
                Two,
            ]);

        string[] Told() => [.. bundle.Read("d.yaml", tools).Problems.Select(problem => problem.ToString())];
    }

    [Fact]
    public async Task A_simulation_waits_for_a_step_and_records_that_it_does_not_execute_it()
    {
        RunHistory history = await Recorder.RunAsync(
            Definitions.Read(
                Definitions.Join
                    + "\ndeployment: [{name: one, simulated_duration: 1m, playbook: application/consul}, {name: two, simulated_duration: 30s}]\n"
            )
        );

        history
            .Events.Where(historyEvent => historyEvent.Kind == "deploy")
            .Select(historyEvent => (historyEvent.At.TotalSeconds, historyEvent.Text))
            .ShouldBe([(-90, "one, which is waited for and not done in a simulation"), (-30, "two")]);
    }

    private static string[] Problems(string text) =>
        [.. new ExperimentBundle(Encoding.UTF8.GetBytes(text)).Read("d.yaml").Problems.Select(problem => problem.ToString())];
}
