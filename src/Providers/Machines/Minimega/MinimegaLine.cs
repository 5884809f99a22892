using Scalewright.Plugins;

namespace Scalewright.Providers.Minimega;

/// <summary>Makes command lines. Everything that a caller puts into a command goes through <see cref="MinimegaWord.Quote"/>.</summary>
public static class MinimegaLine
{
    private static readonly string[] GuestVerbs = ["cc exec ", "cc exec-once ", "cc background ", "cc background-once "];

    /// <summary>Joins words to a line, quoting those that need it.</summary>
    /// <param name="words">The words in order.</param>
    /// <returns>The line.</returns>
    /// <exception cref="ArgumentException">A word cannot be quoted.</exception>
    public static string Join(params IEnumerable<string> words) => string.Join(' ', words.Select(MinimegaWord.Quote));

    /// <summary>Puts a namespace in front, so that the command changes nothing for other clients.</summary>
    /// <param name="name">The namespace.</param>
    /// <param name="command">A command; not blank and no comment, because the prefix alone would switch the whole server.</param>
    /// <exception cref="ArgumentException">The command is blank, a comment, or more than one line.</exception>
    public static string InNamespace(string name, string command)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (string.IsNullOrWhiteSpace(command) || command.TrimStart().StartsWith('#') || command.AsSpan().ContainsAny('\n', '\r'))
        {
            throw new ArgumentException($"'{Printable.Escape(command)}' is not a command on one line");
        }

        return $"namespace {name} {command}";
    }

    /// <summary>A command as messages and logs show it: of what is run on guests the program alone, since arguments hold variables and contents of files.</summary>
    internal static string Show(string command)
    {
        foreach (string verb in GuestVerbs)
        {
            int at = command.IndexOf(verb, StringComparison.Ordinal);
            int end = at < 0 ? -1 : command.IndexOf(' ', at + verb.Length);
            if (end > 0)
            {
                return $"{Printable.Escape(command[..end])} …";
            }
        }

        return Printable.Escape(command);
    }
}
