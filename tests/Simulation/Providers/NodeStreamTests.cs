namespace Simulation.Tests.Providers;

/// <summary>Stream helpers of .NET, which await without the context of the caller, on files of simulated nodes.</summary>
public class NodeStreamTests
{
    private const string Path = "/srv/orders.json";
    private static readonly string Text = "[" + string.Join(",\n", Enumerable.Range(0, 5_000)) + "]\n";

    private static readonly Dictionary<string, Func<SimulatedProgramContext, CancellationToken, Task<int>>> Readers = new(
        StringComparer.Ordinal
    )
    {
        ["ReadExactlyAsync"] = (call, token) => ReadAsync(call, async file =>
            {
                await file.ReadExactlyAsync(new byte[Text.Length], token);
                return Text.Length;
            }),
        ["ReadAtLeastAsync"] = (call, token) =>
            ReadAsync(call, async file => await file.ReadAtLeastAsync(new byte[Text.Length], Text.Length, true, token)),
        ["CopyToAsync"] = (call, token) => ReadAsync(call, async file =>
            {
                using MemoryStream copy = new();
                await file.CopyToAsync(copy, token);
                return (int)copy.Length;
            }),
        ["StreamReader.ReadToEndAsync"] = (call, token) => ReadAsync(call, async file =>
            {
                using StreamReader reader = new(file);
                return (await reader.ReadToEndAsync(token)).Length;
            }),
        ["StreamReader.ReadLineAsync"] = (call, token) => ReadAsync(call, async file =>
            {
                using StreamReader reader = new(file);
                int length = 0;
                while (await reader.ReadLineAsync(token) is { } line)
                {
                    length += line.Length + 1;
                }

                return length;
            }),
        ["JsonSerializer.DeserializeAsync"] = (call, token) =>
            ReadAsync(call, async file =>
                (await JsonSerializer.DeserializeAsync<int[]>(file, cancellationToken: token))!.Length == 5_000 ? Text.Length : 0
            ),
        ["Array overload"] = (call, token) => ReadAsync(call, async file =>
            {
                using BufferedStream buffered = new(file, 100);
                int length = 0;
                int count;
                byte[] bytes = new byte[70];
#pragma warning disable CA1835 // The overload is the subject of the test.
                while ((count = await buffered.ReadAsync(bytes, 0, bytes.Length, token)) > 0)
#pragma warning restore CA1835
                {
                    length += count;
                }

                return length;
            }),
    };

    private static readonly Dictionary<string, Func<Stream, CancellationToken, Task>> Writers = new(StringComparer.Ordinal)
    {
        ["StreamWriter.WriteAsync"] = async (file, token) =>
        {
            await using StreamWriter writer = new(file, new UTF8Encoding(false), 64, leaveOpen: true);
            await writer.WriteAsync(Text.AsMemory(), token);
            await writer.FlushAsync(token);
        },
        ["StreamWriter.WriteLineAsync"] = async (file, token) =>
        {
            await using StreamWriter writer = new(file, new UTF8Encoding(false), 64, leaveOpen: true) { NewLine = "\n" };
            await writer.WriteLineAsync(Text.AsMemory(0, Text.Length - 1), token);
        },
        ["CopyToAsync"] = async (file, token) =>
        {
            using MemoryStream source = new(Encoding.UTF8.GetBytes(Text));
            await source.CopyToAsync(file, token);
        },
        ["JsonSerializer.SerializeAsync"] = async (file, token) =>
            await JsonSerializer.SerializeAsync(file, Enumerable.Range(0, 5_000), cancellationToken: token),
        ["BufferedStream"] = async (file, token) =>
        {
            await using BufferedStream buffered = new(file, 100);
            for (int start = 0; start < Text.Length; start += 70)
            {
                await buffered.WriteAsync(Encoding.UTF8.GetBytes(Text[start..Math.Min(Text.Length, start + 70)]), token);
            }

            await buffered.FlushAsync(token);
        },
    };

    public static TheoryData<string> ReaderNames => [.. Readers.Keys];

    public static TheoryData<string> WriterNames => [.. Writers.Keys];

    [Theory]
    [MemberData(nameof(ReaderNames))]
    public async Task A_helper_of_dotnet_that_reads_a_file_of_a_node_stays_on_the_loop(string name)
    {
        int length = 0;
        await RunAsync(
            async (call, token) =>
            {
                await WriteAsync(call, async file => await file.WriteAsync(Encoding.UTF8.GetBytes(Text), token), token);
                length = await Readers[name](call, token);
                await Task.Delay(TimeSpan.FromSeconds(1), call.Clock, token);
            }
        );

        length.ShouldBe(Text.Length);
    }

    [Theory]
    [MemberData(nameof(WriterNames))]
    public async Task A_helper_of_dotnet_that_writes_a_file_of_a_node_stays_on_the_loop(string name)
    {
        string written = "";
        await RunAsync(
            async (call, token) =>
            {
                await WriteAsync(call, file => Writers[name](file, token), token);
                using StreamReader reader = new(await call.Files.OpenAsync(Path, token));
                written = await reader.ReadToEndAsync(token);
            }
        );

        string expected = name.Contains("Json", StringComparison.Ordinal) ? Text.Replace("\n", "", StringComparison.Ordinal) : Text;
        written.ShouldBe(expected);
    }

    [Fact]
    public async Task A_failed_read_is_thrown_by_the_helper()
    {
        string reason = "";
        await RunAsync(
            async (call, token) =>
            {
                await WriteAsync(call, async file => await file.WriteAsync(Encoding.UTF8.GetBytes(Text), token), token);
                await using Stream file = await call.Files.OpenAsync(Path, token);
                try
                {
                    await file.ReadExactlyAsync(new byte[Text.Length], token);
                }
                catch (IOException failure)
                {
                    reason = failure.Message;
                }
            },
            DiskModel.Default with
            {
                ReadFailureProbability = 1,
            }
        );

        reason.ShouldBe("Simulated read error.");
    }

    private static async Task<int> ReadAsync(SimulatedProgramContext call, Func<Stream, Task<int>> read)
    {
        await using Stream file = await call.Files.OpenAsync(Path, CancellationToken.None);
        return await read(file);
    }

    private static async Task WriteAsync(SimulatedProgramContext call, Func<Stream, Task> write, CancellationToken cancellationToken)
    {
        await using Stream file = await call.Files.CreateAsync(Path, cancellationToken);
        await write(file);
        await file.FlushAsync(cancellationToken);
    }

    private static async Task RunAsync(Func<SimulatedProgramContext, CancellationToken, Task> program, DiskModel? disk = null)
    {
        SimulationOptions options = new() { Programs = ValueMap<SimulatedProgram>.Empty.With("program", async (call, token) =>
            {
                await program(call, token);
                return 0;
            }), NodeDisk = disk ?? DiskModel.Default with { ShortReadProbability = 0.5 } };
        await using SimulationProvider provider = new() { Seed = 1, Options = options };
        Topology demo = Topology.Create("demo").AddProfile(Profile.Create("web").WithCount(1).Build()).Build();
        await provider.RunAsync(async token =>
        {
            await using Cluster cluster = await Cluster.Create(demo).UseProvider(provider).ProvisionAsync(token);
            CommandResult result = await cluster.Nodes["node-1"].RunAsync(["program"], token);
            result.ExitCode.ShouldBe(0);
        });
    }
}
