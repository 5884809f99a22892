using Scalewright;
using Scalewright.Programs;

namespace PhenixScaleApp.Corrected;

/// <summary>Reads a command line strictly: arguments that look like options must be complete, known options.</summary>
internal static class CorrectedArguments
{
    private const int MaxMessageLength = 1000;

    /// <summary>Reads all arguments.</summary>
    /// <param name="command">Options from the environment.</param>
    /// <returns>The command, and all mistakes; empty if the command is valid.</returns>
    public static (CommandLine Command, IReadOnlyList<string> Mistakes) Read(CommandLine command, IReadOnlyList<string> args)
    {
        string[] options = [.. args.Where(IsOption).Select(option => option == "-h" ? CommandLine.HelpOption : option)];
        string[] words = [.. args.Where(argument => !IsOption(argument))];
        command = options.Where(IsKnown).Aggregate(command, (known, option) => known.With(option));
        if (words is [var stage, ..] && CommandLine.Stages.Contains(stage))
        {
            command = command with { Stage = stage };
        }

        string[] mistakes =
        [
            .. options.Where(option => !IsKnown(option)).Select(Describe),
            .. words.Skip(1).Select(word => $"unexpected argument '{Escape(word)}'; leave it out"),
            .. FindStageMistakes(command, words),
        ];
        return (command, mistakes);
    }

    private static IEnumerable<string> FindStageMistakes(CommandLine command, string[] words)
    {
        if (command.Stage.Length > 0)
        {
            return command.VerifyMistake.Length == 0 ? [] : [$"--verify: {command.VerifyMistake}"];
        }

        if (words is [var unknown, ..])
        {
            return [$"unknown stage '{Escape(unknown)}'; {Advise(unknown, CommandLine.Stages)}"];
        }

        return command.ShowsHelp || command.ShowsVersion ? [] : [$"no stage; use {string.Join(", ", CommandLine.Stages)}"];
    }

    private static string Describe(string option)
    {
        string name = option.Split('=', 2)[0];
        return $"unknown option '{Escape(option)}'; {Advise(name, CommandLine.Options)}";
    }

    private static string Advise(string word, IReadOnlyList<string> known) =>
        SpellingSuggestion.FindCommand(word, known) is { } meant ? $"did you mean '{meant}'?" : $"use {string.Join(", ", known)}";

    private static bool IsKnown(string option) => CommandLine.Options.Contains(option);

    private static bool IsOption(string argument) => argument.Length > 1 && argument[0] == '-';

    private static string Escape(string text) => TextEscaping.EscapeAndTruncate(text, MaxMessageLength);
}
