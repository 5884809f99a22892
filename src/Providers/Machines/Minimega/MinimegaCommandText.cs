using Scalewright.Plugins;

namespace Scalewright.Providers.Minimega;

/// <summary>Creates command lines. All values from callers are quoted by <see cref="MinimegaScript.Quote"/>.</summary>
public static class MinimegaCommandText
{
    private static readonly string[] GuestVerbs = ["cc exec ", "cc exec-once ", "cc background ", "cc background-once "];

    /// <summary>Joins words to a command line and quotes them where necessary.</summary>
    /// <param name="words">The words in order.</param>
    /// <returns>The line.</returns>
    /// <exception cref="ArgumentException">A word cannot be quoted.</exception>
    public static string Join(params IEnumerable<string> words) => string.Join(' ', words.Select(MinimegaScript.Quote));

    /// <summary>Adds a namespace prefix, so that the command does not affect other clients.</summary>
    /// <param name="name">The namespace.</param>
    /// <param name="command">The command. It must not be blank or a comment, because the prefix alone switches the
    /// namespace of the whole server.</param>
    /// <exception cref="ArgumentException">The command is blank, a comment, or more than one line.</exception>
    public static string InNamespace(string name, string command)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (string.IsNullOrWhiteSpace(command) || command.TrimStart().StartsWith('#') || command.AsSpan().ContainsAny('\n', '\r'))
        {
            throw new ArgumentException($"'{TextEscaping.Escape(command)}' is not a command on one line");
        }

        return $"namespace {name} {command}";
    }

    /// <summary>
    /// Returns a command for messages and logs. For commands on guests, only the program is shown, because arguments
    /// contain environment variables and file contents.
    /// </summary>
    internal static string Show(string command)
    {
        foreach (string verb in GuestVerbs)
        {
            int at = command.IndexOf(verb, StringComparison.Ordinal);
            int end = at < 0 ? -1 : command.IndexOf(' ', at + verb.Length);
            if (end > 0)
            {
                return $"{TextEscaping.Escape(command[..end])} …";
            }
        }

        return TextEscaping.Escape(command);
    }
}
