namespace Sdk.Tests.Logs;

public class LogLineTests
{
    private static readonly LogOrigin Origin = new("127.0.0.2", "worker1", "node1");

    [Fact]
    public void A_line_has_tag_address_time_logger_level_and_text() =>
        LogRig
            .Line(TextLogFormat.Default, Origin, LogRig.Record("hello"))
            .ShouldBe("node1(127.0.0.2) 2024-11-25 21:11:46,122 service.hello INFO | hello\n");

    // vt_cluster's log server creates a record by logging.makeLogRecord, where a missing name is None and a missing
    // level "Level None".
    [Theory]
    [InlineData("""{"asctime":"T","msg":"m"}""", "T None Level None | m")]
    [InlineData("""{"asctime":"T","levelno":40,"msg":"m"}""", "T None Level None | m")]
    [InlineData("""{"asctime":"T","name":null,"levelname":null}""", "T None None | ")]
    [InlineData("""{"asctime":null,"name":"n","levelname":"INFO","msg":"m"}""", "None n INFO | m")]
    public void Missing_fields_are_formatted_like_in_the_reference_implementation(string frame, string expected)
    {
        new LogRecordReader().Read(System.Text.Encoding.UTF8.GetBytes(frame), out LogRecord? record).ShouldBe(LogFrameError.None);

        LogRig.Line(TextLogFormat.Default, Origin, record!).ShouldBe($"node1(127.0.0.2) {expected}\n");
    }

    // Python's json.dumps writes NaN, Infinity and -Infinity, and json.loads reads them.
    [Theory]
    [InlineData("NaN"), InlineData("[1, -Infinity, {\"NaN\": Infinity}, \"NaN \\\" Infinity\"]")]
    public void NaN_and_infinity_as_Python_writes_them_are_accepted(string message)
    {
        LogRecord record = Read($$"""{"asctime":"T","created":NaN,"lineno":Infinity,"name":NaN,"levelname":-Infinity,"msg":{{message}}}""");

        record.ShouldBe(
            new LogRecord
            {
                Time = "T",
                Logger = "nan",
                LevelName = "-inf",
                Message = message,
                IsJson = true,
            }
        );
        Read(System.Text.Encoding.UTF8.GetString(LogRig.Frame(record).AsSpan(4))).Message.ShouldBe(message);
        using JsonDocument line = JsonDocument.Parse(LogRig.Line(JsonLogFormat.Default, Origin, record));
        line.RootElement.GetProperty("message").GetString().ShouldBe(message);
    }

    [Theory]
    [
        InlineData("-NaN"),
        InlineData("1NaN"),
        InlineData("NaN1"),
        InlineData("NaN.5"),
        InlineData("--Infinity"),
        InlineData("+Infinity"),
        InlineData("Infinity0"),
        InlineData("nan"),
        InlineData("{NaN:1}"),
        InlineData("NaN]")
    ]
    public void Number_spellings_that_Python_rejects_are_reported_as_invalid_JSON(string message) =>
        new LogRecordReader()
            .Read(System.Text.Encoding.UTF8.GetBytes($$"""{"asctime":"T","msg":{{message}}}"""), out _)
            .ShouldBe(LogFrameError.NotJson);

    // The published format: "{asctime} {logger} {module} L{lineno} {levelname} | ", the line number with four digits.
    [Fact]
    public void A_unified_line_has_the_time_of_the_controller_and_a_four_digit_line_number()
    {
        FixedClock clock = new(new DateTimeOffset(2024, 11, 25, 21, 11, 47, 5, TimeSpan.Zero));

        LogRig
            .Line(new UnifiedLogFormat(clock, "avocado.virttest"), Origin, LogRig.Record("hello"))
            .ShouldBe(
                "2024-11-25 21:11:47,005 avocado.virttest hello L0024 INFO | node1(127.0.0.2) 2024-11-25 21:11:46,122 service.hello INFO | hello\n"
            );
    }

    [Fact]
    public void A_unified_line_starts_with_the_time_in_the_time_zone_of_the_controller()
    {
        ZonedClock clock = new(
            new DateTimeOffset(2024, 11, 25, 12, 11, 47, 5, TimeSpan.Zero),
            TimeZoneInfo.CreateCustomTimeZone("nine", TimeSpan.FromHours(9), "nine", "nine")
        );

        LogRig.Line(new UnifiedLogFormat(clock, "x"), Origin, LogRig.Record("hello")).ShouldStartWith("2024-11-25 21:11:47,005 x ");
    }

    [Fact]
    public void A_forged_module_or_level_cannot_change_the_origin_of_a_line()
    {
        LogRecord record = LogRig.Record("hello") with
        {
            Module = "m L0001 INFO | node2(10.0.0.9) 2024 x ERROR | disk failed",
            LevelName = $"I | node2(10.0.0.9){new string('x', 100)}",
        };
        ZonedClock clock = new(new DateTimeOffset(2024, 11, 25, 21, 11, 47, 5, TimeSpan.Zero), TimeZoneInfo.Utc);

        string line = LogRig.Line(new UnifiedLogFormat(clock, "x"), Origin, record);

        line.Split(" | ")[0]
            .ShouldBe(
                "2024-11-25 21:11:47,005 x m_L0001_INFO___node2_10.0.0.9__2024_x_ERROR___disk_failed L0024 I___node2_10.0.0.9_"
                    + new string('x', 45)
            );
        line.Split(" | ")[1].ShouldStartWith("node1(127.0.0.2) ");
    }

    [Fact]
    public void A_JSON_message_cannot_forge_a_line_of_another_node()
    {
        LogRecord record = LogRig.Record("[1,\n{\"node\":\"node2\",\"message\":\"forged\"}\n]") with { IsJson = true };

        string line = LogRig.Line(JsonLogFormat.Default, Origin, record);

        line.IndexOf('\n', StringComparison.Ordinal).ShouldBe(line.Length - 1);
        using JsonDocument read = JsonDocument.Parse(line);
        read.RootElement.GetProperty("node").GetString().ShouldBe("worker1");
        read.RootElement.GetProperty("message")[1].GetProperty("message").GetString().ShouldBe("forged");
    }

    [Fact]
    public void Continuation_lines_exceptions_and_stack_traces_are_marked()
    {
        LogRecord record = LogRig.Record("one\r\ntwo\n") with
        {
            Exception = ["Traceback:\n", "ValueError: boom\n"],
            Stack = "Stack:\n  File x",
        };

        LogRig
            .Line(TextLogFormat.Default, Origin, record)
            .ShouldBe(
                """
                node1(127.0.0.2) 2024-11-25 21:11:46,122 service.hello INFO | one
                    > two
                    > Traceback:
                    > ValueError: boom
                    > Stack:
                    >   File x

                """
            );
    }

    // Unicode 15.1, general category Cf: frames of the reference implementation may contain any of them.
    [Theory]
    [
        InlineData("\u00ad", "\\u00ad"),
        InlineData("\u061c", "\\u061c"),
        InlineData("\u200b", "\\u200b"),
        InlineData("\u202a", "\\u202a"),
        InlineData("\u202e", "\\u202e")
    ]
    [
        InlineData("\u2060", "\\u2060"),
        InlineData("\u2066", "\\u2066"),
        InlineData("\u2069", "\\u2069"),
        InlineData("\ufeff", "\\ufeff"),
        InlineData("\U000e0041", "\\udb40\\udc41")
    ]
    public void Invisible_characters_are_escaped(string text, string escaped) =>
        LogRig.Line(TextLogFormat.Default, Origin, LogRig.Record($"a{text}b\té🚀")).ShouldEndWith($"| a{escaped}b\té🚀\n");

    [Fact]
    public void Record_text_cannot_forge_a_line_of_another_node() =>
        Prop.ForAll<string>(text =>
            {
                string forged = $"{text}\nnode2(127.0.0.3) 2024 x ERROR | forged";
                string[] lines = LogRig
                    .Line(TextLogFormat.Default, Origin, LogRig.Record(forged) with { Logger = text, Time = text, LevelName = text })
                    .TrimEnd('\n')
                    .Split('\n');

                lines[0].ShouldStartWith("node1(127.0.0.2) ");
                lines[1..].ShouldAllBe(line => line.StartsWith("    > ", StringComparison.Ordinal));
                lines.ShouldAllBe(line => !line.Any(character => char.IsControl(character) && character != '\t'));
            })
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_JSON_line_contains_node_message_level_and_exception()
    {
        LogRecord record = LogRig.Record("a\nb \u001b") with { Exception = ["boom"] };

        string line = LogRig.Line(JsonLogFormat.Default, Origin, record);

        line.Count(character => character == '\n').ShouldBe(1);
        JsonElement json = JsonDocument.Parse(line).RootElement;
        json.GetProperty("node").GetString().ShouldBe("worker1");
        json.GetProperty("message").GetString().ShouldBe("a\nb \u001b");
        json.GetProperty("level").GetInt32().ShouldBe(20);
        json.GetProperty("exception")[0].GetString().ShouldBe("boom");
    }

    [Fact]
    public async Task A_full_log_file_is_rotated_and_the_oldest_is_deleted()
    {
        string folder = Directory.CreateTempSubdirectory("logs").FullName;
        try
        {
            using (LogFolder logs = new(folder, options: new LogFileOptions { MaxFileBytes = 200, MaxRetainedFiles = 2 }))
            {
                for (int i = 0; i < 20; i++)
                {
                    await logs.WriteAsync(Origin, [LogRig.Record($"number {i}")], default);
                }
            }

            string[] names =
            [
                .. Directory.GetFiles(Path.Combine(folder, "worker1")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal),
            ];
            names.ShouldBe(["node.1.log", "node.2.log", "node.log"]);
            File.ReadLines(Path.Combine(folder, "worker1", "node.log")).Last().ShouldEndWith("| number 19");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("../../etc", "..-..-etc")]
    [InlineData("..", "-..")]
    public async Task A_node_name_cannot_escape_the_log_folder(string node, string expected)
    {
        string folder = Directory.CreateTempSubdirectory("logs").FullName;
        try
        {
            using (LogFolder logs = new(folder))
            {
                await logs.WriteAsync(new LogOrigin("::1", node, "t"), [LogRig.Record("x")], default);
            }

            Directory.GetDirectories(folder).Select(path => Path.GetFileName(path)).ShouldBe([expected]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static LogRecord Read(string frame)
    {
        new LogRecordReader().Read(System.Text.Encoding.UTF8.GetBytes(frame), out LogRecord? record).ShouldBe(LogFrameError.None);
        return record!;
    }

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }

    private sealed class ZonedClock(DateTimeOffset now, TimeZoneInfo zone) : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => zone;

        public override DateTimeOffset GetUtcNow() => now;
    }
}
