namespace Deployments.Tests;

/// <summary>Tests the runner with the real Ansible; all hosts are this machine, without SSH.</summary>
public class RunnerTests
{
    private const string Local =
        "one ansible_connection=local ansible_python_interpreter=/usr/bin/python3\ntwo ansible_connection=local ansible_python_interpreter=/usr/bin/python3\n";

    [MachineFact("ansible")]
    public async Task Each_failed_host_is_reported_with_its_task_and_error_output()
    {
        using TemporaryFolder folder = new();
        PlaybookRun run = Write(
            folder,
            """
            - hosts: all
              gather_facts: false
              tasks:
                - name: Fine everywhere
                  ansible.builtin.command: "true"
                - name: Break on one
                  ansible.builtin.command: sh -c 'echo no such disk >&2; exit 3'
                  when: inventory_hostname == 'one'
                - name: Does not count
                  ansible.builtin.command: "false"
                  ignore_errors: true
                - name: Break some items
                  ansible.builtin.command: test {{ item }} = good
                  loop: [good, bad]
                  when: inventory_hostname == 'two'
            """
        );

        PlaybookResult result = await new AnsibleRunner().RunAsync(run);

        result.ExitCode.ShouldBe(2);
        result.IsSuccess.ShouldBeFalse();
        result.Hosts.ShouldBe([
            new HostRecap("one")
            {
                Ok = 1,
                Changed = 1,
                Failed = 1,
            },
            new HostRecap("two")
            {
                Ok = 2,
                Changed = 2,
                Failed = 1,
                Skipped = 1,
                Ignored = 1,
            },
        ]);
        result.Failures.Select(failure => (failure.Host, failure.Task)).ShouldBe([("one", "Break on one"), ("two", "Break some items")]);
        result.Failures[0].Message.ShouldBe("non-zero return code: no such disk");
        result
            .GetProblems()[0]
            .ToString()
            .ShouldStartWith($"{run.Playbook} one: 'Break on one': non-zero return code: no such disk; fix the cause");
        Should
            .Throw<ExperimentException>(result.ThrowIfFailed)
            .Problems.Select(problem => problem.Code)
            .ShouldBe([ProblemCode.TaskFailed, ProblemCode.TaskFailed]);
    }

    [MachineFact("ansible")]
    public async Task A_rescued_task_is_not_a_failure_and_variables_reach_the_tasks()
    {
        using TemporaryFolder folder = new();
        PlaybookRun run = Write(
            folder,
            """
            - hosts: one
              gather_facts: false
              tasks:
                - block:
                    - name: Break
                      ansible.builtin.command: "false"
                  rescue:
                    - name: Mend
                      ansible.builtin.copy: {content: "{{ words }} {{ list | length }}", dest: "{{ target }}", mode: "0600"}
            """
        ) with
        {
            Vars = new DocumentMap([
                new("words", default, new DocumentScalar(ScalarKind.Text, "it's \"so\"")),
                new(
                    "list",
                    default,
                    new DocumentList([new DocumentScalar(ScalarKind.Integer, "1"), new DocumentScalar(ScalarKind.Integer, "2")])
                ),
                new("target", default, new DocumentScalar(ScalarKind.Text, folder.At("written"))),
            ]),
        };
        List<string> lines = [];

        PlaybookResult result = await new AnsibleRunner().RunAsync(run, lines.Add);

        result.IsSuccess.ShouldBeTrue();
        result.Failures.ShouldBeEmpty();
        result.Hosts.ShouldBe([
            new HostRecap("one")
            {
                Ok = 1,
                Changed = 1,
                Rescued = 1,
            },
        ]);
        (await File.ReadAllTextAsync(folder.At("written"))).ShouldBe("it's \"so\" 2");
        lines.ShouldContain(line => line.StartsWith("TASK [Mend] ***", StringComparison.Ordinal));
    }

    [MachineFact("ansible")]
    public async Task An_unreachable_host_is_reported_and_the_other_hosts_continue()
    {
        using TemporaryFolder folder = new();
        PlaybookRun run = Write(
            folder,
            "- hosts: all\n  gather_facts: false\n  tasks:\n    - name: Look\n      ansible.builtin.command: \"true\"\n"
        );
        // Nothing listens at port 1 of this machine.
        File.WriteAllText(run.Inventory, Local.Split('\n')[0] + "\ngone ansible_host=127.0.0.1 ansible_port=1 ansible_user=nobody\n");

        PlaybookResult result = await new AnsibleRunner().RunAsync(run);

        result.Hosts.Single(host => host.Host == "one").IsSuccess.ShouldBeTrue();
        result.Hosts.Single(host => host.Host == "gone").Unreachable.ShouldBe(1);
        result.Failures.ShouldHaveSingleItem().IsUnreachable.ShouldBeTrue();
        result.GetProblems()[0].Code.ShouldBe(ProblemCode.HostUnreachable);
        result.GetProblems()[0].ToString().ShouldContain("gone: 'Look': Failed to connect to the host via ssh:");
    }

    [MachineFact("ansible")]
    public async Task A_playbook_that_runs_on_no_host_reports_a_problem()
    {
        using TemporaryFolder folder = new();
        PlaybookRun nobody = Write(folder, "- hosts: others\n  gather_facts: false\n  tasks: []\n");
        (await new AnsibleRunner().RunAsync(nobody))
            .GetProblems()
            .ShouldHaveSingleItem()
            .Message.ShouldBe("no host of the inventory took part");

        PlaybookRun broken = Write(folder, "- hosts: all\n  tasks:\n    - no_such_module: {}\n");
        Problem problem = (await new AnsibleRunner().RunAsync(broken)).GetProblems().ShouldHaveSingleItem();
        problem.Code.ShouldBe(ProblemCode.PlaybookNotRun);
        problem.Message.ShouldContain("couldn't resolve module/action 'no_such_module'");
    }

    [MachineFact("ansible")]
    public async Task Canceling_a_run_also_ends_the_processes_that_it_started()
    {
        using TemporaryFolder folder = new();
        string pipe = folder.At("pipe");
        Command.Run("mkfifo", "/", new Dictionary<string, string>(), pipe).ExitCode.ShouldBe(0);
        PlaybookRun run = Write(
            folder,
            $$"""
            - hosts: one
              gather_facts: false
              tasks:
                - name: Wait
                  ansible.builtin.shell: exec >{{pipe}}; echo begun; exec sleep 1000
            """
        );
        using CancellationTokenSource ending = new();
        Task<PlaybookResult> running = new AnsibleRunner().RunAsync(run, cancellationToken: ending.Token);
        // Opening the pipe waits for a writer; reading ends when the last process closes it.
        Task<StreamReader> opening = Task.Run(() => new StreamReader(pipe));
        (await Task.WhenAny(running, opening)).ShouldBe(opening);
        using StreamReader heard = await opening;
        (await heard.ReadLineAsync()).ShouldBe("begun");

        await ending.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => running);
        (await heard.ReadToEndAsync()).ShouldBeEmpty();
    }

    [MachineFact("ansible")]
    public async Task A_run_that_exceeds_its_timeout_reports_the_timeout()
    {
        using TemporaryFolder folder = new();
        PlaybookRun run = Write(folder, "- hosts: one\n  gather_facts: false\n  tasks:\n    - ansible.builtin.command: sleep 1000\n");

        PlaybookResult result = await new AnsibleRunner(new AnsibleOptions { Timeout = TimeSpan.FromSeconds(2) }).RunAsync(run);

        result.IsSuccess.ShouldBeFalse();
        result.GetProblems().ShouldHaveSingleItem().Message.ShouldBe("it did not end within 00:00:02, its Timeout");
    }

    [Fact]
    public async Task A_missing_Ansible_program_or_playbook_is_reported()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using TemporaryFolder folder = new();
        PlaybookRun run = Write(folder, "- hosts: all\n");

        ExperimentException missing = await Should.ThrowAsync<ExperimentException>(() =>
            new AnsibleRunner(new AnsibleOptions { Program = "no-such-ansible" }).RunAsync(run)
        );

        missing
            .Problems.ShouldHaveSingleItem()
            .ToString()
            .ShouldBe(
                $"{run.Playbook}: there is no program 'no-such-ansible' on this machine; install ansible-core, or say where the program is"
            );
        (await Should.ThrowAsync<ExperimentException>(() => new AnsibleRunner().RunAsync(run with { Playbook = folder.At("none.yaml") })))
            .Problems[0]
            .Message.ShouldContain("none.yaml");
    }

    private static PlaybookRun Write(TemporaryFolder folder, string playbook) =>
        new(folder.Write("play.yaml", playbook), folder.Write("hosts", Local));
}
