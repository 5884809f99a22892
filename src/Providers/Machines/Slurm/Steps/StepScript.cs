namespace Scalewright.Providers.Slurm.Steps;

/// <summary>What a step runs on its machine: a shell that starts a program, and tells on standard error that it did and how that ended. Slurm's own words stand before and behind that.</summary>
internal static class StepScript
{
    /// <summary>The words that <see cref="Run"/> ends with, behind its key.</summary>
    public const string Started = "start";

    /// <summary>The program ended; its code follows.</summary>
    public const string Ended = "end";

    /// <summary>There is no folder to start in.</summary>
    public const string NoFolder = "folder";

    /// <summary>There is no such program.</summary>
    public const string NoProgram = "program";

    /// <summary>$1: the key of the step; $2: the folder, or nothing; behind it the program and its arguments. A blank line is put before the end, so that it stands at the begin of a line.</summary>
    public const string Run = """
        k=$1 f=$2; shift 2
        printf '%s start\n' "$k" >&2
        if [ -n "$f" ]; then cd -- "$f" 2>/dev/null || { printf '\n%s folder\n' "$k" >&2; exit 0; }; else cd -- "${HOME:-/}" 2>/dev/null || cd /; fi
        command -v -- "$1" >/dev/null 2>&1 || { printf '\n%s program\n' "$k" >&2; exit 0; }
        (exec "$@")
        printf '\n%s end %s\n' "$k" "$?" >&2
        """;

    /// <summary>$1: a file beside the place; $2: the place; $3: the sum of all, or nothing when more is to come; $4: whether it is the first piece. The piece comes as text.</summary>
    public const string Put = """
        p=$1 t=$2 s=$3
        fail() { rm -f -- "$p"; echo "$1" >&2; exit 1; }
        [ "$4" = first ] && { ( umask 022; : >"$p" ) 2>/dev/null || fail "it cannot be written there"; }
        base64 -d >>"$p" || fail "it cannot be written; the disk may be full"
        [ -n "$s" ] || exit 0
        [ "$(sha256sum <"$p" | cut -c1-64)" = "$s" ] || fail "it arrived damaged"
        [ ! -d "$t" ] || fail "there is a folder of this name"
        sync -- "$p" && mv -fT -- "$p" "$t" || fail "it cannot take its place"
        """;

    /// <summary>$1: a file; $2: from which byte on, counted from 1; $3: how many. Writes size, time and number of the file, and on the second line the piece as text.</summary>
    public const string Get = """
        [ -e "$1" ] || { echo "there is no such file" >&2; exit 1; }
        [ -f "$1" ] && [ -r "$1" ] || { echo "it is no file that can be read" >&2; exit 1; }
        stat -Lc '%s %y %i' -- "$1" && tail -c "+$2" -- "$1" | head -c "$3" | base64 -w0
        """;
}
