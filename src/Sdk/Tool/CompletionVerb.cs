using System.CommandLine;
using Scalewright.Tool.Output;

namespace Scalewright.Tool;

/// <summary><c>scalewright completion SHELL</c>.</summary>
internal static class CompletionVerb
{
    // The first argument of a completion function is the command as it was typed.
    private const string Bash = """
        _scalewright() {
            local IFS=$'\n'
            COMPREPLY=($("$1" complete --position "$COMP_POINT" -- "$COMP_LINE" 2>/dev/null))
            [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[/:] ]] && compopt -o nospace 2>/dev/null
            return 0
        }
        complete -F _scalewright scalewright

        """;

    private const string Zsh = """
        #compdef scalewright
        _scalewright() {
            local -a replies
            replies=("${(@f)$("${words[1]}" complete --position "$CURSOR" -- "$BUFFER" 2>/dev/null)}")
            compadd -S '' -- ${(M)replies:#*[/:]}
            compadd -- ${replies:#*[/:]}
        }
        compdef _scalewright scalewright

        """;

    private const string Fish = """
        complete --command scalewright --no-files --arguments \
            '(scalewright complete -- (commandline --cut-at-cursor --current-process | string collect) 2>/dev/null)'

        """;

    private const string PowerShell = """
        Register-ArgumentCompleter -Native -CommandName scalewright -ScriptBlock {
            param($word, $command, $position)
            scalewright complete --position $position -- "$command" | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
            }
        }

        """;

    private static readonly (string Shell, string Script)[] Scripts = [("bash", Bash), ("zsh", Zsh), ("fish", Fish), ("pwsh", PowerShell)];

    public static Command Create(VerbContext context)
    {
        Argument<string> shell = new("SHELL") { Description = "Shell: bash, zsh, fish or pwsh.", HelpName = "SHELL" };
        shell.CompletionSources.Add([.. Scripts.Select(script => script.Shell)]);
        shell.Validators.Add(result =>
        {
            if (result is { Tokens: [{ Value: var name }] } && !Scripts.Any(script => script.Shell == name))
            {
                result.AddError($"{shell.Name}: unknown shell '{TextEscaping.Escape(name)}'; use bash, zsh, fish or pwsh");
            }
        });
        Command verb = new("completion", "Print a script that completes command lines in a shell: source <(scalewright completion bash).")
        {
            shell,
        };
        context.SetAction(verb, result =>
        {
            string name = result.GetRequiredValue(shell);
            string script = Scripts.First(known => known.Shell == name).Script.ReplaceLineEndings("\n");
            return new VerbReport(ExitCode.Done) { Text = script }.With(
                new CompletionOutput(name, script),
                ToolJson.Default.CompletionOutput
            );
        });
        return verb;
    }
}

/// <summary><c>scalewright complete [--position NUMBER] -- LINE</c>, which the scripts call.</summary>
internal static class CompleteVerb
{
    private const int MaxPosition = 1_000_000;

    // A letter of another name of help is not a completion.
    private static readonly string[] Never = ["-?", "/?", "/h"];

    public static Command Create(VerbContext context, Command root)
    {
        Option<int> position = new("--position")
        {
            Description = "Position of the cursor in the line, in characters.",
            HelpName = "NUMBER",
            DefaultValueFactory = _ => -1,
            CustomParser = argument => (int)IntegerArgument.Read(argument, 0, MaxPosition),
        };
        Command verb = new("complete", "Print the completions of a command line.") { position };
        verb.Hidden = true;
        context.CommandVerbs.Add(verb);
        context.SetAction(verb, result => new VerbReport(ExitCode.Done)
        {
            Text = string.Concat(Complete(root, string.Join(' ', context.Operands), result.GetValue(position)).Select(item => $"{item}\n")),
        });
        return verb;
    }

    private static string[] Complete(Command root, string line, int position)
    {
        string typed = position < 0 ? line : line.PadRight(position)[..position];
        int end = typed.IndexOf(' ', StringComparison.Ordinal);
        if (end < 0 || typed.Contains(" -- ", StringComparison.Ordinal))
        {
            return [];
        }

        // The command may be typed with a path.
        string words = root.Name + typed[end..];
        string word = words[(words.LastIndexOf(' ') + 1)..];
        string[] all =
        [
            .. root.Parse(words, new ParserConfiguration { ResponseFileTokenReplacer = null })
                .GetCompletions(words.Length)
                .Select(item => item.InsertText ?? item.Label)
                .Where(item => item.StartsWith(word, StringComparison.Ordinal))
                .Except(Never, StringComparer.Ordinal),
        ];
        string[] values = [.. all.Where(item => !item.StartsWith('-'))];
        return word.StartsWith('-') || values.Length == 0 ? all : values;
    }
}
