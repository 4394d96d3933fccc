using System.ComponentModel;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using BlindVla.Core;
using Microsoft.Win32.SafeHandles;
using Proto = BlindVla.Bridge.V1;

namespace BlindVla.Bridge;

/// <summary>
/// Anonymous memory that a server on the same machine leaves pictures in. Nothing of it survives the two processes, however they end.
/// </summary>
internal sealed partial class SharedPictures : IDisposable
{
    // linux/memfd.h, linux/fcntl.h
    private const uint CloseOnExec = 1;
    private const uint AllowSealing = 2;
    private const int AddSeals = 1033;
    private const int SealAgainstShrinking = 2;

    private readonly SafeFileHandle _file;
    private readonly MemoryMappedFile _mapping;
    private readonly MemoryMappedViewAccessor _view;
    private readonly unsafe byte* _begin;

    /// <param name="bytes">Room for all pictures of one observation.</param>
    /// <exception cref="EnvironmentException">The system gives no such memory.</exception>
    public unsafe SharedPictures(int bytes)
    {
        Offer = new Proto.SharedMemory { Bytes = (ulong)bytes };
        _file = MemfdCreate("blindvla-pictures", CloseOnExec | AllowSealing);
        try
        {
            if (_file.IsInvalid)
            {
                throw new Win32Exception(Marshal.GetLastPInvokeError());
            }
            RandomAccess.SetLength(_file, bytes);
            if (Fcntl(_file, AddSeals, SealAgainstShrinking) < 0)
            {
                throw new Win32Exception(Marshal.GetLastPInvokeError());
            }
            _mapping = MemoryMappedFile.CreateFromFile(
                _file,
                null,
                bytes,
                MemoryMappedFileAccess.ReadWrite,
                HandleInheritability.None,
                leaveOpen: true
            );
            _view = _mapping.CreateViewAccessor(0, bytes, MemoryMappedFileAccess.Read);
            _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _begin);
        }
        catch (Exception exception) when (exception is Win32Exception or IOException or UnauthorizedAccessException)
        {
            _mapping?.Dispose();
            _file.Dispose();
            throw new EnvironmentException(
                EnvironmentFault.Unavailable,
                $"The system gives no shared memory of {bytes} bytes for pictures: {exception.Message}",
                exception
            );
        }
        Offer.Path = $"/proc/{Environment.ProcessId}/fd/{_file.DangerousGetHandle()}";
    }

    /// <summary>What to tell the server.</summary>
    public Proto.SharedMemory Offer { get; }

    /// <summary>The bytes of a picture, until the next request lets the server overwrite them.</summary>
    /// <exception cref="InvalidDataException">Part of it would be outside.</exception>
    public unsafe ReadOnlySpan<byte> Picture(ulong offset, ulong bytes) =>
        offset <= Offer.Bytes && bytes <= Offer.Bytes - offset
            ? new ReadOnlySpan<byte>(_begin + offset, (int)bytes)
            : throw new InvalidDataException(
                $"A picture of {bytes} bytes at {offset} is not within the {Offer.Bytes} bytes of shared memory."
            );

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _mapping.Dispose();
        _file.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle MemfdCreate(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Fcntl(SafeFileHandle file, int command, int argument);
}
