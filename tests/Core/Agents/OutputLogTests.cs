using Scalewright.Agents.Processes;

namespace Sdk.Tests.Agents;

/// <summary>Log files of program output, in the format of Kubernetes container logs: time, stream, tag, text.</summary>
public sealed class OutputLogTests : IDisposable
{
    private const long Mebibyte = 1024 * 1024;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [LinuxFact]
    public async Task A_line_is_one_record_and_a_long_line_is_split_between_characters()
    {
        using OutputLog log = new(_folder.Root, new OutputLogOptions { MaxRecordBytes = 16 });

        await RunAsync(log, "printf 'short\\n\\n0123456789abcdeffg\\n0123456789abcdeé0123\\nno end'; echo told >&2");

        Records("stdout")
            .Select(record => $"{record.Tag[..1]} {record.Text}")
            .ShouldBe(["F short", "F ", "P 0123456789abcdef", "F fg", "P 0123456789abcde", "F é0123", "F no end"]);
        Records("stderr").Select(record => $"{record.Tag[..1]} {record.Text}").ShouldBe(["F told"]);
        Records("stdout")
            .ShouldAllBe(record =>
                record.Tag.Contains(":sh.", StringComparison.Ordinal) && record.Stream == "stdout" && record.Time.EndsWith('Z')
            );
    }

    [LinuxFact]
    public async Task A_reopened_output_log_is_appended_to()
    {
        foreach (string word in new[] { "one", "two" })
        {
            using OutputLog log = new(_folder.Root);
            await RunAsync(log, $"echo {word}");
        }

        Records("stdout").Select(record => record.Text).ShouldBe(["one", "two"]);
    }

    [LinuxFact, Trait(Category.Name, Category.Campaign)]
    public async Task F_DISK_18_an_output_log_stays_below_its_size_limit_and_records_the_dropped_bytes()
    {
        using (OutputLog log = new(_folder.Root))
        {
            await RunAsync(log, "yes " + new string('y', 1000) + " | head -n 200000; echo last; echo error >&2");
        }

        FileInfo[] files = Files("stdout");
        long dropped = long.Parse(files[0].Name.Split('.')[1], CultureInfo.InvariantCulture);
        files.Sum(file => file.Length).ShouldBeInRange(48 * Mebibyte, 64 * Mebibyte);
        dropped.ShouldBeGreaterThan(100 * Mebibyte);
        // The newest file starts with the number of bytes dropped before the oldest retained file.
        File.ReadLines(files[^1].FullName).First().ShouldEndWith($" stdout D {dropped} bytes dropped");
        File.ReadLines(files[^1].FullName).Last().ShouldEndWith(" last");
        Files("stderr").Sum(file => file.Length).ShouldBeLessThan(1000);
    }

    [LinuxFact, Trait(Category.Name, Category.Campaign)]
    public async Task F_MSG_08_a_line_of_one_GiB_is_split_into_64_KiB_records_with_little_memory()
    {
        const long Length = 1024 * Mebibyte;
        using ClusterHost host = ClusterHost.Start("log", _folder.Root, "sh", "-c", $"head -c {Length} /dev/zero | tr '\\0' x");

        await host.WaitForExitAsync();

        host.Lines.ShouldContain("code 0");
        host.Lines.ShouldContain($"characters {Length}");
        host.Last("peak")!.Value.ShouldBeLessThan(200_000, "KiB of memory");
        Record[] records = Records("stdout");
        Record[] pieces = [.. records.Where(record => record.Tag.StartsWith('P'))];
        pieces.Length.ShouldBeGreaterThan(700);
        pieces.ShouldAllBe(piece => piece.Text.Length == 64 * 1024);
        records[^1].Tag.ShouldStartWith("F");
        Files("stdout").Sum(file => file.Length).ShouldBeLessThanOrEqualTo(64 * Mebibyte);
    }

    // The rest of a partial record would corrupt the start of the next record.
    [MachineFact("root")]
    public async Task A_full_disk_leaves_no_partial_record()
    {
        using SmallDisk disk = new(_folder.Root, "64k");
        string pad = _folder.At("pad");
        await File.WriteAllBytesAsync(pad, new byte[8192]);
        using (OutputLog log = new(_folder.Root))
        {
            await RunAsync(
                log,
                $"yes {new string('a', 1000)} | head -n 40; yes 'F:other FORGED' | head -n 3000 | tr '\\n' '\\r'; echo; echo short"
            );
            File.Delete(pad);
            await RunAsync(log, "echo later");
        }

        Records("stdout").ShouldAllBe(record => record.Time.StartsWith("20") && record.Stream == "stdout");
        File.ReadAllText(Files("stdout")[^1].FullName).ShouldEndWith(" later\n");
    }

    private static Task RunAsync(OutputLog log, string script) =>
        LocalAgent.RunAsync(new LocalProcesses(new LocalProcessesOptions { OutputLog = log }), async connection =>
            (await connection.RunAsync(new CommandRequest(["sh", "-c", script]) { Timeout = TimeSpan.FromMinutes(5) })).ExitCode.ShouldBe(0)
        );

    private FileInfo[] Files(string stream) =>
        [.. new DirectoryInfo(_folder.Root).EnumerateFiles($"{stream}.*.log").OrderBy(file => file.Name, StringComparer.Ordinal)];

    private Record[] Records(string stream) =>
        [
            .. Files(stream)
                .SelectMany(file => File.ReadLines(file.FullName, Encoding.UTF8))
                .Select(line => line.Split(' ', 4))
                .Select(parts => new Record(parts[0], parts[1], parts[2], parts[3])),
        ];

    private sealed record Record(string Time, string Stream, string Tag, string Text);
}
