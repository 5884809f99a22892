namespace Scalewright.Decisions;

internal enum HpaPodClass
{
    Ignored,
    Unready,
    Missing,
    Ready,
}
