namespace Scalewright.Providers.Slurm.Steps;

/// <summary>
/// Scripts of steps. <see cref="Run"/> starts a program and reports its start and exit on standard error, where Slurm
/// may write before and after it.
/// </summary>
internal static class StepScript
{
    /// <summary>The program is being started. <see cref="Run"/> writes each report after the key of the step.</summary>
    public const string Started = "start";

    /// <summary>The program exited; its exit code follows.</summary>
    public const string Ended = "end";

    /// <summary>The working folder does not exist.</summary>
    public const string NoFolder = "folder";

    /// <summary>The program does not exist.</summary>
    public const string NoProgram = "program";

    /// <summary>
    /// $1: key of the step; $2: working folder, or empty; then the program and its arguments. A line break before the
    /// end marker ensures that the marker starts a line.
    /// </summary>
    public const string Run = """
        k=$1 f=$2; shift 2
        printf '%s start\n' "$k" >&2
        if [ -n "$f" ]
        then cd -- "$f" 2>/dev/null || { printf '\n%s folder\n' "$k" >&2; exit 0; }
        else cd -- "${HOME:-/}" 2>/dev/null || cd /
        fi
        command -v -- "$1" >/dev/null 2>&1 || { printf '\n%s program\n' "$k" >&2; exit 0; }
        (exec "$@")
        printf '\n%s end %s\n' "$k" "$?" >&2
        """;

    /// <summary>
    /// $1: temporary file beside the target; $2: target; $3: checksum of the whole file, or empty if more chunks
    /// follow; $4: <c>first</c> for the first chunk. The chunk is passed on standard input as base64 text.
    /// </summary>
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

    /// <summary>
    /// $1: file; $2: first byte, counted from 1; $3: number of bytes. Writes size, time and inode number of the file on
    /// the first line, and the chunk as base64 text on the second line.
    /// </summary>
    public const string Get = """
        [ -e "$1" ] || { echo "the file does not exist" >&2; exit 1; }
        [ -f "$1" ] && [ -r "$1" ] || { echo "it is not a file that can be read" >&2; exit 1; }
        stat -Lc '%s %y %i' -- "$1" && tail -c "+$2" -- "$1" | head -c "$3" | base64 -w0
        """;
}
