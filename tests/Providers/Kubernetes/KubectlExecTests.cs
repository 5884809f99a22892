namespace Kubernetes.Tests;

public sealed class KubectlExecTests : IAsyncLifetime
{
    private const int Many = 1024 * 1024;
    private const string Pod = """
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "i"}]}}
        """;

    private static readonly TimeSpan Enough = TimeSpan.FromMinutes(2);
    private KubernetesServer? _server;
    private Kubectl? _kubectl;

    private Kubectl Cli => _kubectl!;

    public async Task InitializeAsync() => _server = await KubernetesServer.StartAsync(new KubernetesServerOptions { Nodes = 1 });

    public async Task DisposeAsync()
    {
        await (_kubectl?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _server!.DisposeAsync();
    }

    [MachineTheory("kubectl", "pods"), KubectlData(Enters = true)]
    public async Task Exec_separates_both_output_streams_and_returns_the_exit_code(string version, KubectlTransport way)
    {
        await EnterAsync(version, way);

        (int Code, string Output, string Error) good = await Cli.RunAsync("exec", "p", "--", "sh", "-c", "echo two words; echo oh >&2");
        (int code, string output, string error) = await Cli.RunAsync("exec", "p", "--", "sh", "-c", "echo two words; echo oh >&2; exit 3");

        good.ShouldBe((0, "two words\n", "oh\n"));
        (code, output).ShouldBe((3, "two words\n"));
        error.ShouldBe("oh\ncommand terminated with exit code 3\n");
    }

    [MachineTheory("kubectl", "pods"), KubectlData(Enters = true)]
    public async Task Exec_reports_a_missing_program(string version, KubectlTransport way)
    {
        await EnterAsync(version, way);

        (int code, string output, string error) = await Cli.RunAsync("exec", "p", "--", "no-such-program");

        (code, output).ShouldBe((1, ""));
        error.ShouldContain("executable file not found in $PATH");
    }

    [MachineTheory("kubectl", "pods"), KubectlData(Enters = true)]
    public async Task A_megabyte_of_input_is_returned_unchanged(string version, KubectlTransport way)
    {
        await EnterAsync(version, way);
        byte[] bytes = new byte[Many];
        new Random(7).NextBytes(bytes);

        byte[] back = await Cli.PipeAsync(bytes, "exec", "-i", "p", "--", "cat");

        back.AsSpan().SequenceEqual(bytes).ShouldBeTrue($"{back.Length} bytes came back, or others");
    }

    [MachineTheory("kubectl", "pods"), KubectlData(Enters = true)]
    public async Task Exec_streams_input_and_output_line_by_line(string version, KubectlTransport way)
    {
        await EnterAsync(version, way);
        using Process kubectl = Cli.Open("exec", "-i", "p", "--", "sh", "-c", "while read line; do echo got $line; done; echo end; exit 5");

        List<string?> heard = [];
        foreach (string line in new[] { "one", "two" })
        {
            await kubectl.StandardInput.WriteAsync($"{line}\n");
            await kubectl.StandardInput.FlushAsync();
            heard.Add(await kubectl.StandardOutput.ReadLineAsync().WaitAsync(Enough));
        }

        kubectl.StandardInput.Close();
        heard.Add(await kubectl.StandardOutput.ReadLineAsync().WaitAsync(Enough));
        await kubectl.WaitForExitAsync().WaitAsync(Enough);

        heard.ShouldBe(["got one", "got two", "end"]);
        kubectl.ExitCode.ShouldBe(5);
    }

    [MachineTheory("kubectl", "pods"), KubectlData(Enters = true)]
    public async Task A_program_that_reads_no_input_exits_normally(string version, KubectlTransport way)
    {
        await EnterAsync(version, way);

        byte[] said = await Cli.PipeAsync(new byte[10], "exec", "-i", "p", "--", "echo", "done");

        Encoding.ASCII.GetString(said).ShouldBe("done\n");
    }

    [MachineTheory("kubectl", "pods"), KubectlData(Enters = true)]
    public async Task Kubectl_copies_a_file_into_a_pod_and_back(string version, KubectlTransport way)
    {
        await EnterAsync(version, way);
        string file = Cli.Write("there", new string('x', Many));
        string back = Cli.Write("back", "");

        await Cli.ExpectAsync("cp", file, "p:/tmp/there");
        string sum = await Cli.ExpectAsync("exec", "p", "--", "wc", "-c", "/tmp/there");
        await Cli.ExpectAsync("cp", "p:/tmp/there", back);

        sum.ShouldBe($"{Many} /tmp/there\n");
        (await File.ReadAllTextAsync(back)).ShouldBe(new string('x', Many));
    }

    private async Task EnterAsync(string version, KubectlTransport way)
    {
        _kubectl = Kubectl.For(version, _server!.Address, way);
        await Cli.ExpectAsync("apply", "-f", Cli.Write("pod.json", Pod));
        await Cli.ExpectAsync("wait", "--for=condition=Ready", "pod/p", "--timeout=60s");
    }
}
