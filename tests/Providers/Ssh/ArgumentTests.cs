namespace Ssh.Tests;

[Collection(LabMachines.Name)]
public sealed class ArgumentTests(SshLab lab)
{
    private const string Alphabet = "'\"`$\\!*?[]{}()<>|&;#~=%^-+,.:@/ \t\n\r\u0001\u001b\u007fabcXYZ019éß漢😀";

    [MachineFact("ssh-machines")]
    public async Task F_IN_09_a_thousand_random_argument_vectors_arrive_unchanged_over_SSH()
    {
        await using SshTransport transport = new(lab.Options);
        await using INodeConnection connection = await transport.ConnectAsync(SshLab.AddressOf(1), "n1");
        Random chance = new(9);
        for (int count = 0; count < 1000; count++)
        {
            string[] words = Draw(chance);

            CommandResult result = await connection.RunAsync(new CommandRequest(new[] { "printf", "%s\\0" }.Concat(words).ToValueList()));

            result.Output.ShouldBe(string.Concat(words.Select(word => word + "\0")));
        }
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task F_IN_09_a_POSIX_shell_reads_a_hundred_thousand_quoted_random_argument_vectors_unchanged()
    {
        Random chance = new(99);
        string[][] vectors = [.. Enumerable.Range(0, 100_000).Select(_ => Draw(chance))];
        using Process shell = Process.Start(
            new ProcessStartInfo("sh", ["-s"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )!;

        Task writing = Task.Run(async () =>
        {
            await using Stream input = shell.StandardInput.BaseStream;
            foreach (string[] words in vectors)
            {
                await input.WriteAsync(Encoding.UTF8.GetBytes($"printf '%s\\0' {ShellQuote.Join(words)}\n"));
            }
        });
        using MemoryStream output = new();
        await shell.StandardOutput.BaseStream.CopyToAsync(output);
        await writing;

        byte[] expected = Encoding.UTF8.GetBytes(string.Concat(vectors.SelectMany(words => words.Select(word => word + "\0"))));
        output.ToArray().AsSpan().SequenceEqual(expected).ShouldBeTrue();
    }

    [MachineFact("ssh-machines")]
    public async Task F_IN_09_working_directories_environment_variables_and_input_arrive_unchanged()
    {
        await using SshTransport transport = new(lab.Options);
        await using SshConnection connection = await transport.OpenConnectionAsync(SshLab.AddressOf(1), "n1");
        Random chance = new(10);
        for (int count = 0; count < 100; count++)
        {
            string value = string.Concat(Draw(chance));
            string folder = "/tmp/" + value.Replace('/', '_')[..Math.Min(60, value.Length)];
            await connection.RunAsync(new CommandRequest(["mkdir", "-p", "--", folder]));

            CommandResult result = await connection.RunAsync(
                new CommandRequest(["sh", "-c", "pwd; printf '%s\\0' \"$V\"; cat"])
                {
                    WorkingDirectory = folder,
                    Environment = ValueMap<string>.Empty.With("V", value),
                    Input = value,
                }
            );

            result.Output.ShouldBe($"{folder.TrimEnd('/')}\n{value}\0{value}");
        }
    }

    [MachineFact("ssh-machines")]
    public async Task F_IN_09_unpaired_surrogates_are_rejected_before_anything_is_sent()
    {
        await using SshTransport transport = new(lab.Options);
        await using INodeConnection connection = await transport.ConnectAsync(SshLab.AddressOf(1), "n1");

        ArgumentException word = await Should.ThrowAsync<ArgumentException>(() =>
            connection.RunAsync(new CommandRequest(["touch", "/tmp/half", "a\udc80b"]))
        );
        ArgumentException input = await Should.ThrowAsync<ArgumentException>(() =>
            connection.RunAsync(new CommandRequest(["touch", "/tmp/half"]) { Input = "\ud83d" })
        );

        word.Message.ShouldStartWith("'a\\udc80b' contains an unpaired surrogate");
        input.Message.ShouldStartWith("The input of a command contains an unpaired surrogate");
        File.Exists(lab.At("1", "tmp", "half")).ShouldBeFalse();
    }

    [MachineFact("ssh-machines")]
    public async Task Output_that_is_not_valid_UTF_8_keeps_its_bytes()
    {
        await using SshTransport transport = new(lab.Options);
        await using INodeConnection connection = await transport.ConnectAsync(SshLab.AddressOf(1), "n1");
        byte[] all = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];
        string format = string.Concat(all.Select(value => "\\" + Convert.ToString(value, 8).PadLeft(3, '0')));

        CommandResult result = await connection.RunAsync(
            new CommandRequest(["sh", "-c", "printf \"$1\"; printf \"$1\" >&2; exit 3", "sh", format])
        );

        result.ExitCode.ShouldBe(3);
        result.GetOutputBytes().ShouldBe(all);
        result.GetErrorBytes().ShouldBe(all);
        result.Output.ShouldBe(Encoding.ASCII.GetString(all, 0, 128) + new string('\ufffd', 128));
    }

    private static string[] Draw(Random chance) => [.. Enumerable.Range(0, chance.Next(1, 5)).Select(_ => DrawWord(chance))];

    private static string DrawWord(Random chance)
    {
        Rune[] runes = [.. Alphabet.EnumerateRunes()];
        return string.Concat(
            Enumerable
                .Range(0, chance.Next(0, 20))
                .Select(_ => chance.Next(3) == 0 ? new Rune(chance.Next(1, 0xD800)) : runes[chance.Next(runes.Length)])
        );
    }
}
