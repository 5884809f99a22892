using Loopback.Minimega.Control;
using Loopback.Minimega.Language;
using Loopback.Minimega.Machines;
using Scalewright.Providers.Minimega;

namespace Loopback.Minimega.Commands;

/// <summary>What guests answered.</summary>
internal static class CcAnswers
{
    /// <summary>The commands by name.</summary>
    public static IReadOnlyDictionary<string, CommandHandler> All { get; } = new Dictionary<string, CommandHandler>(StringComparer.Ordinal)
    {
        ["cc responses"] = call => Responses(call, raw: false),
        ["cc responses raw"] = call => Responses(call, raw: true),
        ["cc exitcode"] = ExitCode,
    };

    private static MinimegaEntry Responses(CommandCall call, bool raw)
    {
        ControlState control = call.Space.Control;
        string target = call.Values[0];
        if (target == "all")
        {
            return call.Text(string.Concat(control.Responses.Select(answer => Print(answer.Key, answer.Value, raw))));
        }

        IReadOnlyList<CcCommand> commands = control.Find(target);
        if (commands.Count == 0)
        {
            throw new CommandFailure($"no responses for {target}");
        }

        // Recorded: 07-cc. Each command of a prefix is followed by an empty line, whether it has answers or not.
        bool byNumber = commands.Any(command => command.Id.ToString() == target);
        return call.Text(string.Concat(commands.Where(command => !byNumber || command.Id.ToString() == target).Select(command =>
            string.Concat(control.Responses.Where(answer => answer.Key.Id == command.Id).Select(answer => Print(answer.Key, answer.Value, raw)))
            + (byNumber ? "" : "\n"))));
    }

    private static string Print((int Id, string Uuid, string File) key, string content, bool raw) =>
        raw ? content + "\n" : $"{key.Id}/{key.Uuid}/{key.File}:\n{content}\n";

    private static MinimegaEntry ExitCode(CommandCall call)
    {
        Vm vm = VmTargets.Find(call.Space, call.Values[1]);
        CcCommand? command = call.Space.Control.Commands.Values.FirstOrDefault(command => command.Id.ToString() == call.Values[0]);
        if (command is null || !command.Answers.TryGetValue(vm.Uuid, out int code))
        {
            string path = $"{call.Site.FilesFolder}/miniccc_responses/{call.Values[0]}/{vm.Uuid}/exitcode";
            throw new CommandFailure($"unable to get exit code: stat {path}: no such file or directory");
        }

        return call.Text(code.ToString());
    }
}
