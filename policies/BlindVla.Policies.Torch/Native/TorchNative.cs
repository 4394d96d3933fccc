using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace BlindVla.Policies.Torch;

/// <summary>Loads libtorch before TorchSharp looks for it, where TorchSharp alone would fail.</summary>
public static partial class TorchNative
{
    private const string Shim = "libLibTorchSharp.so";
    private const string Library = "libtorch_cpu.so";

    // The shim of TorchSharp 0.107 was built against a newer libstdc++ than Debian 12 has (3.4.30). The one symbol it asks that version
    // for, std::ios_base_library_init, is never looked up, so the demand may be made weak.
    private static readonly string[] NewVersions = ["GLIBCXX_3.4.31", "GLIBCXX_3.4.32"];

    private const string LibraryFolderVariable = "BLINDVLA_TORCH_LIB";

    // Of a module initializer, which had better not throw.
    private static string? _fault;

    /// <summary>Folder of another libtorch, such as the one inside an installed PyTorch; null for the one that ships with this
    /// program.</summary>
    public static string? ForeignFolder => Environment.GetEnvironmentVariable(LibraryFolderVariable);

    /// <exception cref="CheckpointException">There is no libtorch that could be used.</exception>
    public static void Require()
    {
        if (_fault is { } fault)
        {
            throw new CheckpointException(fault);
        }
    }

#pragma warning disable CA2255 // Every use of TorchSharp in this program goes through this assembly.
    [ModuleInitializer]
    internal static void Load()
#pragma warning restore CA2255
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }
        // OpenMP's threads spin at barriers by default; beside a busy simulator that costs up to a factor of ten. It must be the native
        // environment: Environment.SetEnvironmentVariable does not reach it.
        _ = SetEnvironment("OMP_WAIT_POLICY", "PASSIVE", overwrite: 0);
        if (Find(Shim) is not { } shim)
        {
            return;
        }
        _fault = Refusal(ForeignFolder, Find(Library));
        if (_fault is not null)
        {
            return;
        }
        var folder = ForeignFolder ?? Path.GetDirectoryName(shim)!;
        foreach (var library in (ReadOnlySpan<string>)["libc10.so", Library, "libtorch.so", "libtorch_cuda.so"])
        {
            // Found by name from now on, whatever folder the shim expects them in; the last is there on a GPU only.
            NativeLibrary.TryLoad(Path.Combine(folder, library), out _);
        }
        if (NativeLibrary.TryLoad(shim, out _))
        {
            return;
        }
        try
        {
            var bytes = File.ReadAllBytes(shim);
            WeakenVersionNeeds(bytes, NewVersions);
            var fault = LibraryCache.Load(
                bytes,
                Shim,
                path => NativeLibrary.Load(path),
                LibraryCache.Kept(Environment.GetEnvironmentVariable, AppContext.BaseDirectory),
                LibraryCache.Temporary(Environment.GetEnvironmentVariable)
            );
            _fault = fault is null ? null : $"libtorch of {folder} cannot be used: {fault}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _fault = $"libtorch of {folder} cannot be used: {e.Message}";
        }
    }

    /// <summary>Why another libtorch cannot be used; null where it can, or none is asked for.</summary>
    /// <param name="shipped">The one that ships with this program; null for none. Two in one process end it.</param>
    internal static string? Refusal(string? foreign, string? shipped) =>
        foreign is null ? null
        : shipped is not null
            ? $"{LibraryFolderVariable} is set, but this build has a libtorch of its own; build with -p:Torch=installed, or unset it"
        : !File.Exists(Path.Combine(foreign, Library))
            ? $"{LibraryFolderVariable}: there is no {Library} in {foreign}; name the folder lib of an installed PyTorch"
        : null;

    private static string? Find(string library) =>
        new[] { "runtimes/linux-x64/native", "" }
            .Select(folder => Path.Combine(AppContext.BaseDirectory, folder, library))
            .FirstOrDefault(File.Exists);

    /// <summary>Sets VER_FLG_WEAK on needed symbol versions in an ELF64 file (System V ABI, section .gnu.version_r).</summary>
    internal static void WeakenVersionNeeds(Span<byte> elf, params ReadOnlySpan<string> versions)
    {
        const uint VersionNeeds = 0x6ffffffe; // SHT_GNU_verneed
        const byte Weak = 2; // VER_FLG_WEAK
        var sections = (int)BinaryPrimitives.ReadInt64LittleEndian(elf[40..]);
        int entrySize = BinaryPrimitives.ReadUInt16LittleEndian(elf[58..]);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(elf[60..]);
        for (var i = 0; i < count; i++)
        {
            var section = elf[(sections + (i * entrySize))..];
            if (BinaryPrimitives.ReadUInt32LittleEndian(section[4..]) != VersionNeeds)
            {
                continue;
            }
            var names = elf[(sections + (BinaryPrimitives.ReadInt32LittleEndian(section[40..]) * entrySize))..];
            var strings = (int)BinaryPrimitives.ReadInt64LittleEndian(names[24..]);
            for (int file = (int)BinaryPrimitives.ReadInt64LittleEndian(section[24..]), next = -1; next != 0; file += next)
            {
                int needs = BinaryPrimitives.ReadUInt16LittleEndian(elf[(file + 2)..]);
                var need = file + BinaryPrimitives.ReadInt32LittleEndian(elf[(file + 8)..]);
                next = BinaryPrimitives.ReadInt32LittleEndian(elf[(file + 12)..]);
                for (var k = 0; k < needs; k++)
                {
                    var name = elf[(strings + BinaryPrimitives.ReadInt32LittleEndian(elf[(need + 8)..]))..];
                    if (versions.Contains(Encoding.ASCII.GetString(name[..name.IndexOf((byte)0)])))
                    {
                        elf[need + 4] |= Weak;
                    }
                    need += BinaryPrimitives.ReadInt32LittleEndian(elf[(need + 12)..]);
                }
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
